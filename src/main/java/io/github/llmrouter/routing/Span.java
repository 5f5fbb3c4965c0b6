package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One window of time, in milliseconds since the epoch, the end excluded. Windows are fixed in UTC: seconds to days are counted
 * from the epoch, weeks from Monday 1970-01-05, months from January of the year 0.
 */
record Span(long start, long end) {

    private static final long DAY = 86_400_000;
    private static final long FIRST_MONDAY = 4 * DAY;

    static Span of(Config.Window window, long now) {
        return switch (window.unit()) {
            case SECOND -> fixed(1000, 0, window.size(), now);
            case MINUTE -> fixed(60_000, 0, window.size(), now);
            case HOUR -> fixed(3_600_000, 0, window.size(), now);
            case DAY -> fixed(DAY, 0, window.size(), now);
            case WEEK -> fixed(7 * DAY, FIRST_MONDAY, window.size(), now);
            case MONTH -> months(window.size(), now);
        };
    }

    private static Span fixed(long unit, long origin, int size, long now) {
        long length = unit * size;
        long start = origin + Math.floorDiv(now - origin, length) * length;
        return new Span(start, start + length);
    }

    private static Span months(int size, long now) {
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
        int month = date.getYear() * 12 + date.getMonthValue() - 1;
        int first = Math.floorDiv(month, size) * size;
        return new Span(begin(first), begin(first + size));
    }

    private static long begin(int month) {
        return LocalDate.of(Math.floorDiv(month, 12), Math.floorMod(month, 12) + 1, 1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }
}
