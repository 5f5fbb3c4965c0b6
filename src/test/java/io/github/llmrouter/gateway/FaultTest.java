package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.ScriptedUpstream.Line;
import io.github.llmrouter.ScriptedUpstream.Request;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What providers do wrong, and what their clients see of it: in all dialects, streamed and whole, at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {

    private static final String SECRET = "sk-upstream-secret";
    private static final String TIMEOUTS = "server: {timeouts: {connect: 500ms, first_byte: 1s, idle: 1s}}\n";

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private final RunningRouter router = new RunningRouter(config());
    private final CountDownLatch over = new CountDownLatch(1);

    private String config() {
        StringBuilder models = new StringBuilder(TIMEOUTS).append(Side.models(upstream.base()));
        for (Side side : Side.values()) {
            models.append(entry("refused", side, "http://127.0.0.1:1"));
            models.append(entry("unknown", side, "http://no-such-host.invalid"));
            models.append(entry("tls", side, upstream.base().replace("http:", "https:")));
        }
        return models.toString();
    }

    private static String entry(String name, Side side, String base) {
        return "  - {model_name: " + name + "-" + side.model() + ", llm_params: {api_type: " + side.apiType()
                + ", model: up, api_base: \"" + base + "\", api_key: " + SECRET + "}}\n";
    }

    @AfterEach
    void nothingIsLeft() {
        router.awaitSettled();
    }

    @AfterAll
    void stop() {
        over.countDown();
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain(SECRET);
        assertThat(logs.text(java.util.logging.Level.SEVERE)).isEmpty();
    }

    /** A client's question and what it got. */
    record Got(Side side, boolean stream, HttpResponse<String> answer) {

        String headers() {
            return answer.headers().toString();
        }

        @Override
        public String toString() {
            return side + (stream ? " stream " : " whole ") + answer.statusCode() + " " + answer.body();
        }
    }

    private List<Got> everybody(String prefix) {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Got>> asking = new ArrayList<>();
            for (Side side : Side.values()) {
                for (boolean stream : new boolean[] {false, true}) {
                    String model = prefix + side.model();
                    asking.add(() ->
                            new Got(side, stream, router.post(side.path(model, stream), side.body(model, stream))));
                }
            }
            List<Got> got = new ArrayList<>();
            for (Future<Got> one : clients.invokeAll(asking)) {
                got.add(one.get());
            }
            return got;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Got> everybody(ScriptedUpstream.Script script) {
        upstream.script(script);
        return everybody("");
    }

    private static boolean streams(Request request) {
        return request.path().contains("stream") || request.text().contains("\"stream\":true");
    }

    private static void assertError(Got got, int status) {
        // Google has no status for a bad gateway.
        int expected = got.side == Side.GEMINI && status == 502 ? 500 : status;
        assertThat(got.answer.statusCode()).as("%s", got).isEqualTo(expected);
        assertThat(got.side.words(json(got.answer.body()))).as("%s", got).isTrue();
        assertThat(got.answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertNoSecret(got);
    }

    private static void assertNoSecret(Got got) {
        assertThat(got.answer.body() + got.headers()).as("%s", got).doesNotContain(SECRET);
    }

    /** The stream began well and ends with an error event. */
    private static void assertBroken(Got got) {
        assertThat(got.answer.statusCode()).as("%s", got).isEqualTo(200);
        assertThat(got.answer.body()).as("%s", got).contains("hel");
        List<Frame> frames = frames(got.answer.body());
        String last = frames.getLast().data();
        JsonNode error = json(last);
        boolean told = got.side == Side.RESPONSES
                ? error.path("type").asText().matches("error|response\\.failed")
                : got.side.words(error);
        assertThat(told).as("%s", got).isTrue();
        assertThat(got.answer.body()).doesNotContain("[DONE]", "message_stop", "response.completed", "\"STOP\"");
        for (Frame frame : frames) {
            json(frame.data());
        }
        assertNoSecret(got);
    }

    private static List<Frame> frames(String body) {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(frames::add);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try {
            reader.read(bytes, 0, bytes.length);
            reader.end();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return frames;
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** All events up to the first words. */
    private static String beginning(Side side) {
        StringBuilder begun = new StringBuilder();
        for (String event : side.events()) {
            begun.append(event);
            if (event.contains("\"hel")) {
                return begun.toString();
            }
        }
        throw new IllegalStateException();
    }

    @Test
    void aRefusedConnectionIs502() {
        everybody("refused-").forEach(got -> assertError(got, 502));
    }

    @Test
    void anUnknownHostIs502() {
        everybody("unknown-").forEach(got -> assertError(got, 502));
    }

    @Test
    void noTlsIs502() {
        upstream.script((request, line) -> line.raw("HTTP/1.1 400 plain\r\n\r\n".getBytes()));
        everybody("tls-").forEach(got -> assertError(got, 502));
    }

    @Test
    void aResetBeforeTheAnswerIs502() {
        everybody((request, line) -> line.reset()).forEach(got -> assertError(got, 502));
    }

    @Test
    void aHangBeforeTheAnswerIs504() {
        everybody((request, line) -> line.await(over)).forEach(got -> assertError(got, 504));
    }

    @Test
    void aHangAfterTheHeadersIs504() {
        everybody((request, line) -> {
                    if (streams(request)) {
                        line.events();
                    } else {
                        line.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n"
                                .getBytes());
                    }
                    line.await(over);
                })
                .forEach(got -> assertError(got, 504));
    }

    @Test
    void aHangAfterTheHeadersOfAnUnexpectedAnswerIs504() {
        everybody((request, line) -> {
                    line.begin(200, streams(request) ? "application/json" : "text/event-stream");
                    line.await(over);
                })
                .forEach(got -> assertError(got, 504));
    }

    @Test
    void aSlowFirstByteIsWaitedFor() {
        everybody((request, line) -> {
                    line.pause(300);
                    Side.of(request).play(request, line);
                })
                .forEach(got ->
                        assertThat(got.answer.body()).isEqualTo(got.stream ? got.side.stream() : got.side.answer()));
    }

    @Test
    void aCutInTheMiddleIsTold() {
        everybody(this::cutInTheMiddle).forEach(got -> {
            if (got.stream) {
                assertBroken(got);
            } else {
                assertError(got, 502);
            }
        });
    }

    private void cutInTheMiddle(Request request, Line line) throws IOException {
        Side side = Side.of(request);
        if (streams(request)) {
            line.events();
            line.chunk(beginning(side));
        } else {
            line.raw(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                            + side.answer().length() + "\r\n\r\n"
                            + side.answer().substring(0, 40))
                    .getBytes());
        }
        line.pause(100);
        line.reset();
    }

    @Test
    void aCutInTheMiddleOfAnEventIsToldInAnEventOfItsOwn() {
        everybody((request, line) -> {
                    Side side = Side.of(request);
                    line.events();
                    line.chunk(beginning(side));
                    line.pause(100);
                    line.chunk(side.events()
                            .getLast()
                            .substring(0, side.events().getLast().length() - 9));
                    line.pause(100);
                    line.reset();
                })
                .stream()
                .filter(got -> got.stream)
                .forEach(FaultTest::assertBroken);
    }

    @Test
    void aHangInTheMiddleIsTold() {
        everybody((request, line) -> {
                    Side side = Side.of(request);
                    if (streams(request)) {
                        line.events();
                        line.chunk(beginning(side));
                    } else {
                        line.begin(200, "application/json");
                        line.chunk(side.answer().substring(0, 30));
                    }
                    line.await(over);
                })
                .forEach(got -> {
                    if (got.stream) {
                        assertBroken(got);
                    } else {
                        assertError(got, 504);
                    }
                });
    }

    @Test
    void anEndThatComesTooEarlyIsNoCleanEnd() {
        everybody((request, line) -> {
                    Side side = Side.of(request);
                    if (streams(request)) {
                        line.events();
                        line.chunk(beginning(side));
                        line.end();
                    } else {
                        line.json(200, side.answer().substring(0, side.answer().length() - 5));
                    }
                })
                .forEach(got -> {
                    if (got.stream) {
                        assertBroken(got);
                    } else {
                        assertError(got, 502);
                    }
                });
    }

    @Test
    void garbageIs502() {
        everybody((request, line) ->
                        line.answer(200, streams(request) ? "text/event-stream" : "application/json", html()))
                .forEach(got -> assertError(got, 502));
        everybody((request, line) -> line.answer(200, "text/html", html())).forEach(got -> assertError(got, 502));
    }

    private static byte[] html() {
        return ("<html>\n\ndata: {\"x\":\n\ndata: nothing " + SECRET + "\n\n</html>").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void garbageForEmbeddingsIs502() {
        upstream.script((request, line) -> line.answer(200, "text/html", html()));
        HttpResponse<String> answer = router.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"x\"}");
        assertError(new Got(Side.OPENAI, false, answer), 502);
    }

    @Test
    void anEmptyAnswerIs502() {
        everybody((request, line) ->
                        line.answer(200, streams(request) ? "text/event-stream" : "application/json", new byte[0]))
                .forEach(got -> assertError(got, 502));
    }

    @Test
    void aRateLimitPassesWithItsWait() {
        String error = "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down " + SECRET + "\"}}";
        everybody((request, line) -> line.json(429, error, "retry-after: 7", "x-ratelimit-remaining-requests: 0"))
                .forEach(got -> {
                    assertThat(got.answer.statusCode()).isEqualTo(429);
                    assertThat(got.answer.body()).isEqualTo(error.replace(SECRET, "***"));
                    assertThat(got.answer.headers().firstValue("retry-after")).hasValue("7");
                    assertThat(got.answer.headers().firstValue("x-ratelimit-remaining-requests"))
                            .hasValue("0");
                });
    }

    @Test
    void anErrorThatIsNoJsonKeepsItsStatusAndWords() {
        everybody((request, line) -> line.answer(503, "text/html", html())).forEach(got -> {
            assertThat(got.answer.statusCode()).isEqualTo(503);
            assertThat(got.answer.body()).startsWith("<html>");
            assertNoSecret(got);
        });
    }

    @Test
    void anErrorInsideA200BeforeAnyContentHasAStatus() {
        everybody((request, line) -> {
                    String error = switch (Side.of(request)) {
                        case OPENAI ->
                            "{\"error\":{\"message\":\"overloaded " + SECRET
                                    + "\",\"type\":\"server_error\",\"code\":503}}";
                        case RESPONSES ->
                            streams(request)
                                    ? "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"overloaded\"}"
                                    : "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}";
                        case ANTHROPIC ->
                            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"overloaded\"}}";
                        case GEMINI ->
                            "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}";
                    };
                    if (streams(request)) {
                        line.events();
                        line.chunk("data: " + error + "\n\n");
                        line.end();
                    } else {
                        line.json(200, error);
                    }
                })
                .forEach(got -> {
                    assertThat(got.answer.statusCode()).as("%s", got).isGreaterThanOrEqualTo(500);
                    assertError(got, got.answer.statusCode());
                });
    }

    /** The provider streams when it should not, or the other way round: the client gets what it asked for. */
    @Test
    void anAnswerOfTheOtherKindIsTurnedIntoTheRightOne() {
        everybody((request, line) -> {
                    Side side = Side.of(request);
                    if (streams(request)) {
                        line.json(200, side.answer());
                    } else {
                        line.events();
                        line.chunk(side.stream());
                        line.end();
                    }
                })
                .forEach(got -> {
                    assertThat(got.answer.statusCode()).as("%s", got).isEqualTo(200);
                    if (got.stream) {
                        String all = frames(got.answer.body()).toString();
                        assertThat(all).as("%s", got).contains("hello");
                        assertThat(got.answer.body())
                                .containsAnyOf("[DONE]", "message_stop", "response.completed", "\"STOP\"");
                    } else {
                        assertThat(json(got.answer.body()).toString())
                                .as("%s", got)
                                .contains("\"hello\"");
                    }
                });
    }
}
