package io.github.llmrouter.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request shows, in every form that the vendors' clients use: {@code Authorization: Bearer}, {@code x-api-key},
 * {@code x-goog-api-key}, {@code x-router-api-key} and {@code ?key=}.
 */
public final class Credentials {

    private static final List<String> HEADERS = List.of("x-api-key", "x-goog-api-key", "x-router-api-key");

    private Credentials() {}

    /**
     * At most one key for each form, without empty ones.
     *
     * @param header looks up a request header by its lower-case name
     * @param query the raw query, null if there is none
     */
    public static List<String> presented(UnaryOperator<@Nullable String> header, @Nullable String query) {
        Stream<Optional<String>> all = Stream.concat(
                Stream.of(bearer(header.apply("authorization")), parameter(query)),
                HEADERS.stream().map(name -> Optional.ofNullable(header.apply(name))));
        return all.flatMap(Optional::stream)
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .distinct()
                .toList();
    }

    /** The scheme's case does not matter; a bare token is taken, too; other schemes are somebody else's. */
    private static Optional<String> bearer(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        String[] words = authorization.strip().split("\\s+", 2);
        if (words.length == 1) {
            return words[0].equalsIgnoreCase("bearer") ? Optional.empty() : Optional.of(words[0]);
        }
        return words[0].equalsIgnoreCase("bearer") ? Optional.of(words[1]) : Optional.empty();
    }

    private static Optional<String> parameter(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith("key="))
                .map(pair -> decoded(pair.substring("key=".length())))
                .findFirst();
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
