package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.cli.ModelCheck.Outcome;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ModelCheckTest {

    private final StringWriter out = new StringWriter();

    @Test
    void everyModelHasALineAndAllMustAnswer() throws Exception {
        assertThat(run(model -> new Outcome.Answered(), 2)).isTrue();
        assertThat(out.toString().lines().sorted())
                .containsExactly(
                        "2 of 2 answered.",
                        "Checking models (2 total):",
                        "[OK] m0 -> upstream-0 (openai)",
                        "[OK] m1 -> upstream-1 (openai)");
    }

    @Test
    void whereThereIsNoModelNothingIsShownToWork() throws Exception {
        assertThat(run(model -> new Outcome.Answered(), 0)).isFalse();
        assertThat(out.toString()).isEqualToIgnoringNewLines("There is no model to check.");
    }

    @Test
    void oneRefusalIsEnoughToFail() throws Exception {
        boolean all = run(
                model -> model.name().equals("m1") ? new Outcome.Refused(401, "x".repeat(600)) : new Outcome.Answered(),
                3);

        assertThat(all).isFalse();
        assertThat(out.toString())
                .contains("[FAIL] m1 -> upstream-1 (status: 401 Unauthorized)", "  " + "x".repeat(500) + "…")
                .contains("2 of 3 answered.");
    }

    @Test
    void anExceptionIsAnErrorWithItsMessage() throws Exception {
        boolean all = run(
                model -> {
                    throw new IOException("connection refused");
                },
                1);

        assertThat(all).isFalse();
        assertThat(out.toString()).contains("[ERROR] m0 -> upstream-0: connection refused");
    }

    @Test
    @Timeout(20)
    void whoNeverAnswersIsGivenUp() throws Exception {
        boolean all = run(
                model -> {
                    new CountDownLatch(1).await();
                    return new Outcome.Answered();
                },
                1,
                Duration.ofMillis(50));

        assertThat(all).isFalse();
        assertThat(out.toString()).contains("[ERROR] m0 -> upstream-0: no answer within");
    }

    @Test
    @Timeout(20)
    void twentyAreAskedAtATime() throws Exception {
        Semaphore proceed = new Semaphore(0);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        boolean all = run(
                model -> {
                    int now = running.incrementAndGet();
                    most.accumulateAndGet(now, Math::max);
                    if (now == 20) {
                        proceed.release(1000);
                    }
                    proceed.acquire();
                    running.decrementAndGet();
                    return new Outcome.Answered();
                },
                50);

        assertThat(all).isTrue();
        assertThat(most).hasValue(20);
    }

    private boolean run(ModelCheck.Probe probe, int models) throws Exception {
        return run(probe, models, Duration.ofSeconds(10));
    }

    private boolean run(ModelCheck.Probe probe, int models, Duration timeout) throws Exception {
        return new ModelCheck(probe, timeout).run(models(models), new PrintWriter(out));
    }

    private static List<Config.Model> models(int count) throws Exception {
        String yaml = "router_settings: {strategy: random}\nmodel_list:\n"
                + IntStream.range(0, count)
                        .mapToObj(i -> "  - {model_name: m" + i + ", llm_params: {api_type: openai, model: upstream-"
                                + i + ", api_base: \"http://localhost\", api_key: k}}\n")
                        .collect(Collectors.joining());
        return List.copyOf(new ConfigReader(LlmRouter.DIALECTS.names())
                .read("test.yaml", yaml.getBytes())
                .config()
                .models()
                .values());
    }
}
