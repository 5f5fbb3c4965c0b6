package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which headers reach the other side, for every client dialect and every upstream dialect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadersTest {

    private static final String[] FROM_CLIENT = {
        "authorization", "Bearer client-credential",
        "x-api-key", "client-credential",
        "x-goog-api-key", "client-credential",
        "anthropic-version", "2026-10-21",
        "anthropic-beta", "context-1m-2025-08-07",
        "openai-organization", "org-of-client",
        "openai-project", "proj-of-client",
        "x-goog-user-project", "project-of-client",
        "cookie", "session=client-credential",
    };

    private static final String[] FROM_UPSTREAM = {
        "x-request-id: up-1",
        "retry-after: 3",
        "set-cookie: a=b",
        "cf-ray: 1",
        "server-timing: x",
        "openai-organization: org-of-router",
        "anthropic-organization-id: org-of-router",
        "x-ratelimit-remaining-requests: 7",
        "anthropic-ratelimit-requests-remaining: 7",
    };

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    /** A client of one dialect and an upstream of another, or of the same. */
    record Way(Side client, Side upstream, boolean stream) {}

    static Stream<Way> ways() {
        return Arrays.stream(Side.values())
                .flatMap(client -> Arrays.stream(Side.values())
                        .flatMap(upstream -> Stream.of(true, false).map(stream -> new Way(client, upstream, stream))));
    }

    @BeforeEach
    void play() {
        upstream.requests().clear();
        upstream.script((request, line) -> {
            Side side = Side.of(request);
            boolean streams =
                    request.path().contains("streamGenerate") || request.text().contains("\"stream\":true");
            if (streams) {
                line.events(FROM_UPSTREAM);
                line.chunk(side.stream());
                line.end();
            } else {
                line.json(200, side.answer(), FROM_UPSTREAM);
            }
        });
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anUpstreamGetsTheRoutersCredentialsAndItsOwnVersion(Way way) {
        ask(way, FROM_CLIENT);

        Request request = upstream.requests().remove();
        assertThat(request.path() + request.headers())
                .doesNotContain("client-credential", "org-of-client", "proj-of-client", "project-of-client");
        assertThat(request.headers())
                .containsEntry(
                        switch (way.upstream) {
                            case OPENAI, RESPONSES -> "authorization";
                            case ANTHROPIC -> "x-api-key";
                            case GEMINI -> "x-goog-api-key";
                        },
                        switch (way.upstream) {
                            case OPENAI, RESPONSES -> "Bearer sk-upstream-secret";
                            case ANTHROPIC, GEMINI -> "sk-upstream-secret";
                        });
        boolean passed = way.client == Side.ANTHROPIC && way.upstream == Side.ANTHROPIC;
        if (way.upstream == Side.ANTHROPIC) {
            assertThat(request.headers()).containsEntry("anthropic-version", passed ? "2026-10-21" : "2023-06-01");
        } else {
            assertThat(request.headers()).doesNotContainKey("anthropic-version");
        }
        if (passed) {
            assertThat(request.headers()).containsEntry("anthropic-beta", "context-1m-2025-08-07");
        } else {
            assertThat(request.headers()).doesNotContainKey("anthropic-beta");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClientGetsIdsAndWhatHasAMeaningInItsDialect(Way way) {
        HttpResponse<String> answer = ask(way, "x-request-id", "mine-1");

        HttpHeaders headers = answer.headers();
        boolean same = way.client == way.upstream;
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(headers.firstValue("x-request-id")).hasValue("mine-1");
        assertThat(headers.firstValue("request-id")).hasValue("mine-1");
        assertThat(headers.firstValue("x-llm-router-upstream-request-id")).hasValue("up-1");
        assertThat(headers.firstValue("x-llm-router-upstream-id").isPresent()).isEqualTo(!same);
        assertThat(headers.firstValue("x-llm-router-model")).hasValue("up");
        for (String dropped :
                List.of("set-cookie", "cf-ray", "server-timing", "openai-organization", "anthropic-organization-id")) {
            assertThat(headers.firstValue(dropped)).as(dropped).isEmpty();
        }
        for (String own :
                List.of("x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining", "retry-after")) {
            assertThat(headers.firstValue(own).isPresent()).as(own).isEqualTo(same);
        }
        String type = headers.firstValue("content-type").orElse("");
        if (way.stream) {
            assertThat(type).startsWith("text/event-stream");
            assertThat(headers.firstValue("cache-control")).hasValue("no-cache");
            assertThat(headers.firstValue("x-accel-buffering")).hasValue("no");
        } else {
            assertThat(type).startsWith("application/json");
        }
    }

    @Test
    void anUpstreamsIdIsToldInFull() {
        HttpResponse<String> answer = ask(new Way(Side.OPENAI, Side.ANTHROPIC, true));

        assertThat(answer.headers().firstValue("x-llm-router-upstream-id")).hasValue("msg_1");
        assertThat(answer.body()).contains("\"id\":\"chatcmpl-").doesNotContain("msg_1");
    }

    @Test
    void anIdThatIsNoHeaderIsMadeOne() {
        upstream.script((request, line) -> line.json(
                200, Side.ANTHROPIC.answer().replace("\"msg_1\"", "\"msg_\\r\\nx-evil: 1 é" + "9".repeat(500) + "\"")));

        HttpResponse<String> answer = ask(new Way(Side.OPENAI, Side.ANTHROPIC, false));

        assertThat(answer.headers().firstValue("x-evil")).isEmpty();
        assertThat(answer.headers().firstValue("x-llm-router-upstream-id"))
                .get()
                .asString()
                .startsWith("msg_x-evil:19")
                .hasSize(200);
    }

    @Test
    void aWaitThatGoogleWordsIsTwoHeadersForOthers() {
        upstream.script((request, line) -> line.json(
                429,
                "{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.4s\"}]}}"));

        HttpResponse<String> answer = ask(new Way(Side.OPENAI, Side.GEMINI, false));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("slow down", "rate_limit_exceeded");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("35");
        assertThat(answer.headers().firstValue("retry-after-ms")).hasValue("34400");
    }

    private HttpResponse<String> ask(Way way, String... headers) {
        String model = way.upstream.model();
        return router.post(way.client.path(model, way.stream), way.client.body(model, way.stream), headers);
    }
}
