package io.github.llmrouter.gateway;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Takes secrets out of what upstreams say in their errors. */
final class Secrets {

    private static final Pattern LIKELY = Pattern.compile(
            "\\b(sk|rk|pk|key|gsk|xai|AIza)[-_][A-Za-z0-9_-]{8,}|AIza[0-9A-Za-z_-]{20,}|(?i:bearer)\\s+[A-Za-z0-9._~+/-]{8,}=*|([?&]key=)[^&\"\\s]+");

    private Secrets() {}

    /** The same bytes if there is nothing to hide. */
    static byte[] removed(byte[] body, String secret) {
        String text = new String(body, StandardCharsets.UTF_8);
        String safe = secret.length() >= 4 ? text.replace(secret, "***") : text;
        safe = LIKELY.matcher(safe).replaceAll("***");
        return safe.equals(text) ? body : safe.getBytes(StandardCharsets.UTF_8);
    }
}
