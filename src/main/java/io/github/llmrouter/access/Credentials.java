package io.github.llmrouter.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request shows, in every form that the vendors' clients use: {@code Authorization: Bearer}, {@code x-api-key},
 * {@code x-goog-api-key}, {@code x-router-api-key} and {@code ?key=}.
 */
public final class Credentials {

    private static final List<String> HEADERS = List.of("x-api-key", "x-goog-api-key", "x-router-api-key");

    private static final String BEARER = "bearer";

    private Credentials() {}

    /**
     * At most one key for each form, without empty ones.
     *
     * @param header looks up a request header by its lower-case name
     * @param query the raw query, null if there is none
     */
    public static List<String> presented(UnaryOperator<@Nullable String> header, @Nullable String query) {
        List<String> keys = new ArrayList<>(2);
        add(keys, bearer(header.apply("authorization")));
        add(keys, parameter(query));
        for (String name : HEADERS) {
            add(keys, header.apply(name));
        }
        return keys;
    }

    private static void add(List<String> keys, @Nullable String shown) {
        String key = shown == null ? "" : shown.strip();
        if (!key.isEmpty() && !keys.contains(key)) {
            keys.add(key);
        }
    }

    /** The scheme's case does not matter; a bare token is taken, too; other schemes are somebody else's. */
    private static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String shown = authorization.strip();
        int end = 0;
        while (end < shown.length() && !Character.isWhitespace(shown.charAt(end))) {
            end++;
        }
        boolean scheme = end == BEARER.length() && shown.regionMatches(true, 0, BEARER, 0, end);
        if (end == shown.length()) {
            return scheme ? null : shown;
        }
        return scheme ? shown.substring(end) : null;
    }

    private static @Nullable String parameter(@Nullable String query) {
        if (query == null) {
            return null;
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith("key="))
                .map(pair -> decoded(pair.substring("key=".length())))
                .findFirst()
                .orElse(null);
    }

    /** A key never has a space, so a plus stays one; a key that was not encoded at all is taken as it is. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
