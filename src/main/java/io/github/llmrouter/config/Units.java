package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Window;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations, sizes and windows as people write them; null for what is none. */
final class Units {

    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,12}(?:ms|s|m|h|d))+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(ms|[smhd])");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?([kKMG]i?B|B)?");
    private static final Pattern WINDOW = Pattern.compile("([a-z]+)(?::(\\d{1,6}))?");

    private static final Map<String, Long> BYTES = Map.of(
            "B",
            1L,
            "kB",
            1000L,
            "KB",
            1000L,
            "KiB",
            1024L,
            "MB",
            1000_000L,
            "MiB",
            1L << 20,
            "GB",
            1000_000_000L,
            "GiB",
            1L << 30);

    private Units() {}

    /** {@code 500ms}, {@code 10s}, {@code 1m30s}, {@code 2h}, {@code 1d}. */
    static @Nullable Duration duration(String text) {
        if (!DURATION.matcher(text).matches()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher parts = DURATION_PART.matcher(text);
        while (parts.find()) {
            long count = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        return sum;
    }

    /** Bytes: {@code 32MiB}, {@code 10 MB}, {@code 4096}. */
    static @Nullable Long size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return null;
        }
        @Nullable Long unit = size.group(2) == null ? Long.valueOf(1) : BYTES.get(size.group(2));
        return unit == null ? null : (Long) (Long.parseLong(size.group(1)) * unit);
    }

    /** {@code minute} or {@code minute:5}. */
    static @Nullable Window window(String text) {
        Matcher window = WINDOW.matcher(text);
        if (!window.matches()) {
            return null;
        }
        Window.@Nullable Unit unit = unit(window.group(1));
        int size = window.group(2) == null ? 1 : Integer.parseInt(window.group(2));
        return unit == null || size == 0 ? null : new Window(unit, size);
    }

    static Window.@Nullable Unit unit(String text) {
        return Arrays.stream(Window.Unit.values())
                .filter(unit -> unit.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElse(null);
    }
}
