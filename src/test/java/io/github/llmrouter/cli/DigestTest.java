package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void theResponseIsWhatTheServerComputes() throws Exception {
        String answer = Digest.answer(
                "Digest"
                    + " realm=\"ManagementRealm\",domain=\"/management\",nonce=\"abc\",opaque=\"00\",algorithm=MD5,qop=\"auth\"",
                new Login("admin", "secret"),
                "POST",
                "/management");

        String secret = md5("admin:ManagementRealm:secret");
        String expected = md5(secret + ":abc:00000001:" + field(answer, "cnonce") + ":auth:" + md5("POST:/management"));
        assertThat(field(answer, "response")).isEqualTo(expected);
        assertThat(answer).contains("opaque=\"00\"", "uri=\"/management\"").doesNotContain("secret");
    }

    private static String field(String answer, String name) {
        Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(answer);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes()));
    }
}
