package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where Gemini's methods are: {@code /models/<model>:<method>}. */
final class Paths {

    private static final String SSE = "sse";
    private static final String UNRESERVED = "-._~/:@";

    private Paths() {}

    /** Whether the query asks for server-sent events rather than one JSON array. */
    static boolean sse(Map<String, String> query) {
        return SSE.equals(query.get("alt")) || SSE.equals(query.get("$alt"));
    }

    static String of(Operation operation, String model, boolean stream, Map<String, String> query) {
        String path = "/" + encoded(resource(model)) + ":" + method(operation, stream);
        String kept = Stream.of("alt", "$alt")
                .filter(name -> meant(query.get(name), operation, stream))
                .map(name -> encoded(name) + "=" + encoded(query.getOrDefault(name, "")))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
        return kept.isEmpty() ? path : path + "?" + kept;
    }

    /** Server-sent events are only for streams; other spellings of {@code alt} ask for a style of JSON. */
    private static boolean meant(@Nullable String alt, Operation operation, boolean stream) {
        return alt != null && (!alt.equals(SSE) || stream && operation == Operation.GENERATE);
    }

    /** The vendor's clients take a full resource name as it is. */
    static String resource(String model) {
        return model.startsWith("models/") || model.startsWith("tunedModels/") ? model : "models/" + model;
    }

    private static String method(Operation operation, boolean stream) {
        return switch (operation) {
            case GENERATE -> stream ? "streamGenerateContent" : "generateContent";
            case COUNT_TOKENS -> "countTokens";
            case EMBED -> "embedContent";
        };
    }

    /** Percent-encodes what a path segment cannot hold, as the vendor's clients do: slash and colon stay. */
    static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }
}
