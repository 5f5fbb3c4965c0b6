package io.github.llmrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.access.Caller;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits have counted outlives the process, for keys, people and targets. */
class MemoryTest {

    private static final String YAML = """
        model_list:
          - model_name: m
            llm_params: {api_type: openai, model: up, api_base: "http://localhost:1/v1", api_key: k, limits: [{requests: 9, window: day}]}
        access:
          keys: [{name: ann, key: secret-of-ann, limits: [{requests: 9, window: day}]}]
          principals: [{role: staff, limits: [{requests: 9, window: day}, {tokens: 900, window: hour}]}]
        """;

    @TempDir
    Path directory;

    private final Scene clock = new Scene();
    private Config config;
    private Router router;

    @BeforeEach
    void read() throws Exception {
        config = new ConfigReader(List.of("openai"))
                .read("config.yaml", YAML.getBytes(StandardCharsets.UTF_8))
                .config();
        router = Router.compile(config, clock.standings, new Random(1), clock);
    }

    private Memory run(Standings standings) {
        return Memory.start(directory.resolve("limits.json"), standings, () -> new Memory.Now(config, router));
    }

    private List<Bucket> all() {
        Caller ann =
                Caller.key("ann", List.of(), config.access().keys().getFirst().limits(), false);
        Caller bob = Caller.principal(
                "bob/of/staff",
                List.of(),
                config.access().principals().getFirst().limits(),
                false);
        return Stream.of(
                        Bucket.of(ann.owner(), ann.limits()).stream(),
                        Bucket.of(bob.owner(), bob.limits()).stream(),
                        router.buckets(router.targets().iterator().next()).stream())
                .flatMap(buckets -> buckets)
                .toList();
    }

    private static List<BigDecimal> used(Standings standings, List<Bucket> buckets) {
        return standings.quotas().levels(buckets).stream().map(Level::used).toList();
    }

    private static void take(Standings standings, List<Bucket> buckets) {
        ((Admission.Granted) standings.quotas().reserve(buckets, Amount.tokens(5)))
                .reservation()
                .settle(Amount.tokens(7));
    }

    @Test
    void theNextRunGoesOnWhereThisOneEnded() {
        Standings first = new Standings(clock);
        try (Memory memory = run(first)) {
            take(first, all());
        }
        List<BigDecimal> counted = used(first, all());
        assertThat(counted).hasSize(4).doesNotContain(BigDecimal.ZERO).contains(BigDecimal.valueOf(7));

        Standings second = new Standings(clock);
        try (Memory memory = run(second)) {
            assertThat(used(second, all())).isEqualTo(counted);
            take(second, all());
        }

        Standings third = new Standings(clock);
        try (Memory memory = run(third)) {
            assertThat(used(third, all()))
                    .isEqualTo(counted.stream().map(one -> one.add(one)).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"limits\"",
                "{\"buckets\": 1}",
                "{\"buckets\": {\"caller/ann/x\": {\"used\": \"many\"}}}"
            })
    void aDamagedFileIsForgottenAndReplaced(String damaged) throws Exception {
        Path file = Files.writeString(directory.resolve("limits.json"), damaged);
        Standings standings = new Standings(clock);
        try (Memory memory = run(standings)) {
            assertThat(used(standings, all())).containsOnly(BigDecimal.ZERO);
            take(standings, all());
        }
        assertThat(file).content().contains("caller/ann", "principal/bob/of/staff");
    }
}
