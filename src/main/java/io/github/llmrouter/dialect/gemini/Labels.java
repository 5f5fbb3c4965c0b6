package io.github.llmrouter.dialect.gemini;

import java.util.Locale;

/** Vertex's labels: lower case, digits, dashes and underscores, at most 63 characters. */
final class Labels {

    private static final int LONGEST = 63;

    private Labels() {}

    static String legal(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Ll}\\p{Lo}0-9_-]", "_");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    }
}
