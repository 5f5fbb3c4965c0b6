package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Fault;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Takes secrets out of what upstreams say in their errors. */
final class Secrets {

    private static final Pattern LIKELY = Pattern.compile(
            "\\b(sk|rk|pk|key|gsk|xai|AIza)[-_][A-Za-z0-9_-]{8,}|AIza[0-9A-Za-z_-]{20,}|(?i:bearer)\\s+[A-Za-z0-9._~+/-]{8,}=*|([?&]key=)[^&\"\\s]+");

    private Secrets() {}

    /** What an upstream put into an error inside of its answer is no safer than an error of its own. */
    static Outcome removed(Outcome outcome, String secret) {
        return switch (outcome) {
            case Outcome.Refused(Fault fault, var said) -> new Outcome.Refused(removed(fault, secret), said);
            case Outcome.Broken(Fault fault, var usage) -> new Outcome.Broken(removed(fault, secret), usage);
            case Outcome.Answered answered -> answered;
            case Outcome.Left left -> left;
            case Outcome.Lost lost -> lost;
        };
    }

    private static Fault removed(Fault fault, String secret) {
        String safe = removed(fault.message(), secret);
        return safe.equals(fault.message()) ? fault : fault.withMessage(safe);
    }

    /** The same bytes if there is nothing to hide. */
    static byte[] removed(byte[] body, String secret) {
        String text = new String(body, StandardCharsets.UTF_8);
        String safe = removed(text, secret);
        return safe.equals(text) ? body : safe.getBytes(StandardCharsets.UTF_8);
    }

    private static String removed(String text, String secret) {
        String safe = secret.length() >= 4 ? text.replace(secret, "***") : text;
        return LIKELY.matcher(safe).replaceAll("***");
    }
}
