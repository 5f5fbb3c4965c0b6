package io.github.llmrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.config.Config.Window;
import io.github.llmrouter.config.Config.Window.Unit;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where windows begin and end. */
class SpanTest {

    @ParameterizedTest
    @CsvSource({
        "SECOND, 1, 2026-11-21T10:01:02.5Z, 2026-11-21T10:01:02Z, 2026-11-21T10:01:03Z",
        "SECOND, 10, 2026-11-21T10:01:19.999Z, 2026-11-21T10:01:10Z, 2026-11-21T10:01:20Z",
        "MINUTE, 1, 2026-11-21T10:01:59Z, 2026-11-21T10:01:00Z, 2026-11-21T10:02:00Z",
        "HOUR, 6, 2026-11-21T11:59:59Z, 2026-11-21T06:00:00Z, 2026-11-21T12:00:00Z",
        "DAY, 1, 2026-11-21T00:00:00Z, 2026-11-21T00:00:00Z, 2026-11-22T00:00:00Z",
        "WEEK, 1, 2026-11-22T23:59:59Z, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z",
        "WEEK, 1, 2026-11-23T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEK, 2, 1970-01-10T00:00:00Z, 1970-01-05T00:00:00Z, 1970-01-19T00:00:00Z",
        "MONTH, 1, 2024-02-29T12:00:00Z, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "MONTH, 3, 2026-11-21T00:00:00Z, 2026-10-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTH, 12, 2026-11-21T00:00:00Z, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    })
    void windowsAreFixedInUtc(Unit unit, int size, Instant now, Instant start, Instant end) {
        Span span = Span.of(new Window(unit, size), now.toEpochMilli());
        assertThat(Instant.ofEpochMilli(span.start())).isEqualTo(start);
        assertThat(Instant.ofEpochMilli(span.end())).isEqualTo(end);
    }
}
