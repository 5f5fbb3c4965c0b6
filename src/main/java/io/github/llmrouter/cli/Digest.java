package io.github.llmrouter.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP's digest authentication (RFC 7616), as far as WildFly's management asks for it. */
final class Digest {

    private Digest() {}

    /** @param challenge what {@code WWW-Authenticate} said */
    static String answer(String challenge, Login login, String method, String path) {
        String realm = field(challenge, "realm");
        String nonce = field(challenge, "nonce");
        String opaque = field(challenge, "opaque");
        String algorithm = field(challenge, "algorithm").isEmpty() ? "MD5" : field(challenge, "algorithm");
        String mine = HexFormat.of().toHexDigits(System.nanoTime());
        String secret = hash(algorithm, login.user() + ":" + realm + ":" + login.password());
        String response = hash(
                algorithm,
                secret + ":" + nonce + ":00000001:" + mine + ":auth:" + hash(algorithm, method + ":" + path));
        return "Digest username=\"" + login.user() + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\""
                + path
                + "\", algorithm=" + algorithm + ", qop=auth, nc=00000001, cnonce=\"" + mine + "\", response=\""
                + response
                + "\"" + (opaque.isEmpty() ? "" : ", opaque=\"" + opaque + "\"");
    }

    private static String field(String challenge, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=\"?([^\",]+)").matcher(challenge);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String hash(String algorithm, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("the server wants an unknown digest: " + algorithm, e);
        }
    }
}
