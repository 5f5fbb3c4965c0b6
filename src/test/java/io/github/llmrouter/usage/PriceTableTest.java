package io.github.llmrouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.Logs;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceTableTest {

    private final PriceTable prices = PriceTable.load();

    static Config.Model model(String upstream, Config.Price price) {
        Config.Timeouts timeouts = new Config.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Config.Provider provider = new Config.Provider(
                "p",
                "openai",
                URI.create("http://localhost"),
                List.of(),
                Map.of(),
                JsonNodeFactory.instance.objectNode(),
                null,
                false,
                timeouts,
                List.of(),
                Map.of());
        return new Config.Model("m", provider, upstream, List.of(), null, null, price, Map.of());
    }

    private void costs(String upstream, Usage usage, String dollars) {
        assertThat(prices.cost(model(upstream, null), usage).orElseThrow()).isEqualByComparingTo(dollars);
    }

    private static Config.Price price(String input, String output, String cacheRead, String cacheWrite) {
        return new Config.Price(
                new BigDecimal(input), new BigDecimal(output), new BigDecimal(cacheRead), new BigDecimal(cacheWrite));
    }

    /** 262,960 prompt tokens of which 257,955 were cached: $0.1849, not the $0.7642 of counting these twice. */
    @Test
    void tokensThatACacheServedAreCountedOnce() {
        Config.Model model = model("gemini-2.5-pro", price("1.25", "10", "0.625", "1.25"));
        Usage usage = Usage.of(262_960 - 257_955, 257_955, 0, 0, 1744, 0);
        assertThat(prices.cost(model, usage).orElseThrow()).isEqualByComparingTo("0.184918125");
    }

    /** $0.0544, as the vendor charged, not the $0.0913 of counting the stored tokens as input, too. */
    @Test
    void tokensThatACacheStoredAreCountedOnce() {
        costs("claude-3-7-sonnet-20250219", Usage.of(3, 0, 12_304, 0, 550, 0), "0.054399");
    }

    /** 2459 prompt tokens of which 2455 were cached: $0.000292, not $0.002059. */
    @Test
    void cachedTokensOfAStreamCostATenth() {
        costs("claude-3-5-haiku-20241022", Usage.of(4, 2455, 0, 0, 23, 0), "0.0002916");
    }

    /** 98,805 prompt tokens, of which 66,360 were read from the cache and 32,435 stored; 5120 came out, 1710 of them thought. */
    @Test
    void reasoningIsAPartOfTheOutput() {
        costs("claude-opus-4-5-20251101", Usage.of(10, 66_360, 32_435, 0, 5120, 1710), "0.36394875");
    }

    @Test
    void whatIsStoredLongerCostsMore() {
        costs("claude-sonnet-4-5", Usage.of(0, 0, 0, 1_000_000, 0, 0), "6");
        costs("claude-sonnet-4-5", Usage.of(0, 0, 1_000_000, 0, 0, 0), "3.75");
    }

    @Test
    void aLongPromptMayCostMore() {
        costs("claude-haiku-5-5", Usage.of(100_000, 0, 0, 0, 0, 0), "0.01");
        costs("claude-haiku-5-5", Usage.of(200_000, 0, 0, 0, 0, 0), "0.1");
    }

    @Test
    void snapshotsCostWhatTheirModelCosts() {
        costs("gpt-4.1-mini-2025-04-14", Usage.of(1_000_000, 0, 0, 0, 0, 0), "0.4");
        costs("openai/gpt-4.1-mini", Usage.of(0, 1_000_000, 0, 0, 0, 0), "0.1");
        assertThat(prices.cost(model("gpt-4o-2024-05-13", null), Usage.of(1, 0, 0, 0, 1, 0)))
                .isEmpty();
    }

    @Test
    void anUnknownPriceIsNotZero() {
        assertThat(prices.cost(model("nobody-knows-me", null), Usage.of(1, 0, 0, 0, 1, 0)))
                .isEmpty();
    }

    @Test
    void anUnknownPriceIsWarnedAboutOnceForEachModel() {
        try (Logs logs = new Logs()) {
            for (int i = 0; i < 5; i++) {
                prices.cost(model("nobody-knows-me", null), Usage.of(1, 0, 0, 0, 1, 0));
                prices.cost(model("nor-me", null), Usage.of(1, 0, 0, 0, 1, 0));
            }
            assertThat(logs.text().lines().filter(line -> line.contains("is unknown, so its cost is, too")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("nobody-knows-me"))
                    .anyMatch(line -> line.contains("nor-me"));
        }
    }

    /** Nobody need trust a figure: where it is from and of when it is are beside it. */
    @Test
    void everyFigureHasASourceAndADate() throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(PriceTable.class.getResourceAsStream("prices.csv"), StandardCharsets.UTF_8))) {
            List<String[]> rows = lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.endsWith(",,,,,,,,"))
                    .map(line -> line.split(",", 9))
                    .toList();
            assertThat(rows).hasSizeGreaterThan(50);
            for (String[] row : rows) {
                assertThat(row[7]).as(row[0]).matches(".*\\(.+\\)");
                assertThat(LocalDate.parse(row[8])).as(row[0]).isBefore(LocalDate.parse("2027-01-01"));
                BigDecimal input = new BigDecimal(row[2]);
                assertThat(new BigDecimal(row[3])).as(row[0]).isNotNegative();
                if (!row[4].isEmpty()) {
                    assertThat(new BigDecimal(row[4]))
                            .as("%s: cache reads are cheaper", row[0])
                            .isLessThan(input);
                }
                if (!row[5].isEmpty()) {
                    assertThat(new BigDecimal(row[5]))
                            .as("%s: 5 minutes cost a quarter more", row[0])
                            .isBetween(input.multiply(new BigDecimal("1.2")), input.multiply(new BigDecimal("1.25")));
                    assertThat(new BigDecimal(row[6]))
                            .as("%s: an hour costs twice as much", row[0])
                            .isEqualByComparingTo(input.multiply(BigDecimal.TWO));
                }
            }
        }
    }

    @Test
    void theConfigurationsOwnPriceComesFirst() {
        Config.Model model = model("gpt-4o", price("1", "2", "0.5", "1"));
        assertThat(prices.cost(model, Usage.of(1_000_000, 0, 0, 0, 1_000_000, 0))
                        .orElseThrow())
                .isEqualByComparingTo("3");
    }
}
