package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Script;
import io.github.llmrouter.Side;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Target;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three targets of which one misbehaves: a thousand requests, 32 at a time, half of them streamed, and no client sees an error. The
 * bad target gets almost nothing, and its part again when it is well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultWallTest {

    private static final int REQUESTS = 1000;
    private static final int AT_ONCE = 32;

    private final ScriptedUpstream good = new ScriptedUpstream((request, line) -> Side.OPENAI.play(request, line));

    /** What the bad target does. */
    enum Way {
        REFUSED(null),
        RESET((request, line) -> line.reset()),
        HANG((request, line) -> line.awaitClose()),
        SLOW_FIRST_BYTE((request, line) -> {
            line.events();
            line.awaitClose();
        }),
        RATE_LIMITED(status(429)),
        RATE_LIMITED_WITH_RETRY_AFTER(status(429, "retry-after: 60")),
        UNAUTHORIZED(status(401)),
        PAYMENT(status(402)),
        FORBIDDEN(status(403)),
        NOT_FOUND(status(404)),
        REQUEST_TIMEOUT(status(408)),
        INTERNAL(status(500)),
        UNAVAILABLE(status(503)),
        OVERLOADED(status(529)),
        ERROR_IN_200((request, line) -> {
            String error = "{\"error\":{\"message\":\"broken inside\",\"type\":\"server_error\"}}";
            if (request.text().contains("\"stream\":true")) {
                line.events();
                line.chunk("data: " + error + "\n\n");
                line.end();
            } else {
                line.json(200, error);
            }
        }),
        EMPTY_STREAM((request, line) -> {
            line.events();
            line.end();
        }),
        CUT_BEFORE_CONTENT((request, line) -> {
            line.events();
            line.chunk(
                    "data:"
                        + " {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}\n\n");
            line.reset();
        }),
        GARBAGE((request, line) ->
                line.raw("\u0000\u0001garbage\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        WRONG_TYPE((request, line) -> line.answer(200, "text/html", "<html>Welcome!</html>".getBytes())),
        TLS(null),
        UNKNOWN_HOST(null);

        private final Script script;

        Way(Script script) {
            this.script = script;
        }

        private static Script status(int status, String... headers) {
            return (request, line) ->
                    line.json(status, "{\"error\":{\"message\":\"status " + status + "\",\"type\":\"x\"}}", headers);
        }

        String base(ScriptedUpstream bad) {
            return switch (this) {
                case REFUSED -> "http://127.0.0.1:1";
                case TLS -> bad.base().replace("http:", "https:");
                case UNKNOWN_HOST -> "http://no-such-host.invalid";
                default -> bad.base();
            };
        }

        /** Whether the same address can become well. */
        boolean heals() {
            return script != null;
        }
    }

    @AfterAll
    void stop() {
        good.close();
    }

    private String config(String bad) {
        return """
            server: {timeouts: {connect: 1s, first_byte: 1s, idle: 1s}}
            model_list:
              - {model_name: bad, llm_params: {api_type: openai, model: bad, api_base: "%1$s/v1", api_key: k1}}
              - {model_name: one, llm_params: {api_type: openai, model: one, api_base: "%2$s/v1", api_key: k2}}
              - {model_name: two, llm_params: {api_type: openai, model: two, api_base: "%2$s/v1", api_key: k3}}
            router_settings:
              model_groups:
                - {name: m, strategy: roundrobin, models: [{name: bad}, {name: one}, {name: two}]}
            """.formatted(bad, good.base());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void noClientSeesIt(Way way) throws Exception {
        AtomicInteger healed = new AtomicInteger();
        Script script = way.heals() ? way.script : (request, line) -> line.reset();
        try (ScriptedUpstream bad = new ScriptedUpstream(script);
                RunningRouter router = new RunningRouter(config(way.base(bad)))) {
            int reached = load(router, way);
            assertThat(reached).as("requests that the bad target got").isLessThan(REQUESTS / 5);
            if (way.heals()) {
                bad.script((request, line) -> {
                    healed.incrementAndGet();
                    Side.OPENAI.play(request, line);
                });
                standing(router).reset();
                healedToo(router, healed);
            }
            router.awaitSettled();
        }
    }

    private int load(RunningRouter router, Way way) throws Exception {
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        AtomicInteger atBad = new AtomicInteger();
        try (ExecutorService clients =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (int i = 0; i < REQUESTS; i++) {
                boolean stream = i % 2 == 0;
                answers.add(clients.submit(() -> router.post("/v1/chat/completions", Side.OPENAI.body("m", stream))));
            }
        }
        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> answer = answers.get(i).get();
            assertThat(answer.statusCode()).as("%s: %s", way, answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(i % 2 == 0 ? Side.OPENAI.stream() : Side.OPENAI.answer());
            atBad.addAndGet(Integer.parseInt(
                            answer.headers().firstValue("x-llm-router-attempts").orElse("1"))
                    - 1);
        }
        return atBad.get();
    }

    private static Standing standing(RunningRouter router) {
        Target bad = router.router().gateway().snapshot().router().targets().stream()
                .filter(target -> target.model().name().equals("bad"))
                .findFirst()
                .orElseThrow();
        return router.router().standings().of(bad);
    }

    /** After its cool-down, here cut short, it answers its part again. */
    private static void healedToo(RunningRouter router, AtomicInteger healed) {
        for (int i = 0; i < 90; i++) {
            assertThat(router.post("/v1/chat/completions", Side.OPENAI.body("m", false))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(healed.get()).isBetween(20, 40);
        assertThat(standing(router).factor()).isGreaterThan(0);
    }
}
