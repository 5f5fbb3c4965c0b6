package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.usage.Entry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static Entry entry(String model, int attempt) {
        return new Entry(
                Instant.EPOCH,
                "id",
                "caller-" + model,
                "openai",
                "generate",
                "asked-" + model,
                "group",
                "target",
                "provider",
                model,
                "key",
                false,
                attempt,
                true,
                Entry.Outcome.ANSWERED,
                200,
                null,
                Usage.of(3, 2, 1, 0, 5, 0),
                new BigDecimal("0.25"),
                Duration.ofMillis(300),
                Duration.ofNanos(70_000),
                Duration.ofMillis(900));
    }

    @Test
    void aThousandModelsHaveTheirOwnLabelsAndAllOthersShareOne() {
        try (Metrics metrics = new Metrics()) {
            for (int i = 0; i < 5000; i++) {
                metrics.record(entry("model-" + i, 1));
            }
            String text = metrics.scrape();
            assertThat(text.lines().filter(line -> line.startsWith("llm_router_requests_total{")))
                    .hasSize(1001)
                    .contains(
                            "llm_router_requests_total{group=\"other\",model=\"other\",outcome=\"other\",provider=\"other\"}"
                                + " 4000.0");
            assertThat(text).doesNotContain("caller-", "asked-");
        }
    }

    @Test
    void everyEntryCountsWhereItBelongs() {
        try (Metrics metrics = new Metrics()) {
            metrics.record(entry("m", 1));
            metrics.record(entry("m", 2));
            String labels = "{group=\"group\",model=\"m\",outcome=\"answered\",provider=\"provider\"}";
            assertThat(metrics.scrape())
                    .contains(
                            "llm_router_requests_total" + labels + " 2.0",
                            "llm_router_attempts_total" + labels + " 2.0",
                            "llm_router_retries_total" + labels + " 1.0",
                            "llm_router_cost_dollars_total" + labels + " 0.5",
                            "kind=\"cache_read\",model=\"m\",outcome=\"answered\",provider=\"provider\"} 4.0",
                            "llm_router_first_content_seconds_count" + labels + " 2",
                            "llm_router_overhead_seconds_count" + labels + " 2",
                            "llm_router_duration_seconds_count" + labels + " 2");
        }
    }
}
