package io.github.llmrouter.dialect;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When an error answer says that trying again makes sense: its headers, or else its message. */
public final class RetryAfter {

    private static final Pattern IN_WORDS = Pattern.compile("(?i)try again in (?:(\\d+)m)?(\\d+(?:\\.\\d+)?)(ms|s)");

    private RetryAfter() {}

    public static @Nullable Duration of(UnaryOperator<@Nullable String> headers, String message) {
        Duration exact = seconds(headers.apply("retry-after-ms"), 1);
        if (exact != null) {
            return exact;
        }
        String header = headers.apply("retry-after");
        Duration coarse = seconds(header, 1000);
        if (coarse == null) {
            coarse = until(header, headers.apply("date"));
        }
        return coarse == null ? inWords(message) : coarse;
    }

    private static @Nullable Duration seconds(@Nullable String value, int millisPerUnit) {
        try {
            return value == null ? null : Duration.ofMillis((long) (Double.parseDouble(value.strip()) * millisPerUnit));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** An HTTP date, measured by the upstream's own clock. */
    private static @Nullable Duration until(@Nullable String then, @Nullable String now) {
        if (then == null || now == null) {
            return null;
        }
        try {
            DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
            Duration wait = Duration.between(ZonedDateTime.parse(now, format), ZonedDateTime.parse(then, format));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration inWords(String message) {
        Matcher found = IN_WORDS.matcher(message);
        if (!found.find()) {
            return null;
        }
        long minutes = found.group(1) == null ? 0 : Math.min(Long.parseLong(found.group(1)), 1440);
        double amount = Double.parseDouble(found.group(2));
        return Duration.ofMinutes(minutes).plusMillis((long) (found.group(3).equals("ms") ? amount : amount * 1000));
    }
}
