package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Splice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationTest {

    static Call call(String body, Map<String, String> headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> fields = List.of("messages", "input", "contents", "metadata", "prompt_cache_key", "max_tokens");
        try {
            return new Call(
                    "r",
                    Caller.ANONYMOUS,
                    LlmRouter.DIALECTS.of("openai"),
                    Operation.GENERATE,
                    "m",
                    false,
                    bytes,
                    Splice.find(bytes, List.of("model"), fields),
                    headers,
                    Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> key(String body) {
        return Conversation.key(call(body, Map.of()));
    }

    @Test
    void whatTheClientSaysComesFirst() {
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"metadata\":{\"user_id\":\"u_session_1\"}}";
        assertThat(key("{\"prompt_cache_key\":\"k1\"," + body.substring(1))).hasValue("anonymous k1");
        assertThat(key(body)).hasValue("anonymous u_session_1");
        assertThat(Conversation.key(call("{\"input\":\"hi\"}", Map.of("session_id", "s9"))))
                .hasValue("anonymous s9");
    }

    @Test
    void aConversationIsKnownByItsBeginning() {
        String first = "{\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"one\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]}";
        String later = "{\"messages\": [{\"role\":\"system\",\"content\":\"be brief\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"one\"}]},"
                + "{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"two\"}]}";
        String other = first.replace("\"one\"", "\"two\"");
        assertThat(key(first)).isPresent().isEqualTo(key(later)).isNotEqualTo(key(other));
        assertThat(key("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}]}"))
                .isPresent();
        assertThat(key("{\"input\":\"a\"}")).isPresent().isNotEqualTo(key("{\"input\":\"b\"}"));
        assertThat(key("{}")).isEmpty();
    }

    @Test
    void aPictureIsNotGuessedByItsBytes() {
        String picture = "A".repeat(1_000_000);
        Call call = call(
                "{\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"" + picture + "\"}]}", Map.of());
        assertThat(Guess.before(call, null).totalInput()).isBetween(1600L, 1700L);
        assertThat(Guess.before(call, null).output()).isEqualTo(50);
        assertThat(Guess.before(call, 20L).output()).isEqualTo(20);
        String prose = "word ".repeat(72_000);
        assertThat(Guess.before(call("{\"input\":\"" + prose + "\"}", Map.of()), null)
                        .totalInput())
                .isBetween(100_000L, 100_010L);
    }
}
