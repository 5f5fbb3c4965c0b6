package io.github.llmrouter.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept-Encoding} (RFC 9110, 12.5.3). */
final class AcceptEncoding {

    private AcceptEncoding() {}

    /** Whether gzip is asked for with a weight above zero, by name or, unless named, by {@code *}. */
    static boolean gzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        double named = -1;
        double any = -1;
        for (String item : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = item.split(";");
            String coding = parts[0].strip();
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                named = weight(parts);
            } else if (coding.equals("*")) {
                any = weight(parts);
            }
        }
        return (named >= 0 ? named : any) > 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
