package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of conversion against the running router: what is proved of the codecs elsewhere is what really goes over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayLawsTest {

    private static final String UPSTREAM_SECRET = "sk-planted-upstream-5e1f";
    private static final String CLIENT_SECRET = "sk-planted-client-77ab";

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter(config(upstream.base()));

    private static String config(String base) {
        StringBuilder models =
                new StringBuilder("access: {keys: [{name: tester, key: " + CLIENT_SECRET + "}]}\nmodel_list:\n");
        for (Dialect dialect : Crossing.DIALECTS) {
            String root = base + version(dialect);
            models.append(
                    "  - {model_name: to-%s, llm_params: {api_type: %s, model: %s, api_base: \"%s\", api_key: %s}}\n"
                            .formatted(
                                    dialect.name(),
                                    dialect.name(),
                                    Crossing.THINKING.get(dialect.name()),
                                    root,
                                    UPSTREAM_SECRET));
        }
        return models.toString();
    }

    private static String version(Dialect dialect) {
        return switch (dialect.name()) {
            case "anthropic" -> "";
            case "gemini" -> "/v1beta";
            default -> "/v1";
        };
    }

    private String base(Dialect dialect) {
        return upstream.base() + version(dialect);
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain(UPSTREAM_SECRET).doesNotContain(CLIENT_SECRET);
    }

    static Stream<Question> questions() {
        return Question.all();
    }

    static Stream<Pair> answers() {
        return Pair.of(Recorded.answers());
    }

    /** Streams in which a text comes in several pieces. */
    static Stream<Pair> longStreams() {
        return Pair.of(Recorded.successes().stream()
                .filter(Recorded::streamed)
                .filter(recorded -> texts(recorded) > 3)
                .toList());
    }

    private static long texts(Recorded recorded) {
        Heard heard = new Heard();
        int grown = 0;
        for (var event : recorded.events()) {
            int before = heard.text().length();
            heard.accept(event);
            grown += heard.text().length() > before ? 1 : 0;
        }
        return grown;
    }

    /** Invariants 26 to 28, what is converted: the upstream gets the codecs' request, and the client is told the same losses. */
    @ParameterizedTest
    @MethodSource("questions")
    void requestIsConvertedAsProvedAndItsLossesAreTold(Question question) throws IOException {
        upstream.requests().clear();
        upstream.script((request, line) -> line.json(200, answer(question.upstream())));
        HttpResponse<byte[]> answer = ask(
                question.client(),
                question.upstream(),
                question.ask().stream(),
                question.ask().body(),
                question.ask().headers());
        Crossing crossing;
        JsonNode expected;
        try {
            crossing = Crossing.of(
                    question.client(),
                    question.upstream(),
                    Crossing.THINKING.get(question.upstream().name()),
                    question.ask(),
                    URI.create(base(question.upstream())));
            expected = crossing.request();
        } catch (FaultException e) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains(e.fault().message().split("\n")[0]);
            assertThat(upstream.requests()).isEmpty();
            return;
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(Json.read(sent.body())).isEqualTo(expected);
        String told = answer.headers().firstValue("x-llm-router-dropped").orElse("");
        for (String loss : losses(crossing.report())) {
            assertThat(losses(told)).contains(loss);
        }
        assertThat(sent.headers().toString()).doesNotContain(CLIENT_SECRET);
        assertThat(sent.path()).doesNotContain(UPSTREAM_SECRET);
        assertClean(answer);
    }

    private static List<String> losses(String report) {
        List<String> losses = new ArrayList<>();
        for (String kind : report.split("; ")) {
            if (kind.contains("=")) {
                String word = kind.substring(0, kind.indexOf('='));
                for (String loss : kind.substring(kind.indexOf('=') + 1).split(",")) {
                    losses.add(word + " " + loss);
                }
            }
        }
        return losses;
    }

    /** Invariant 30: no answer, header or log holds a credential of either side. */
    @ParameterizedTest
    @MethodSource("answers")
    void answerHoldsNoCredential(Pair pair) throws IOException {
        upstream.script((request, line) -> {
            if (pair.recorded().streamed()) {
                line.events("x-request-id: r1", "set-cookie: session=" + UPSTREAM_SECRET);
                line.chunk(pair.recorded().bytes());
                line.end();
            } else {
                line.answer(200, "application/json", pair.recorded().bytes(), "set-cookie: session=" + UPSTREAM_SECRET);
            }
        });
        HttpResponse<byte[]> answer = ask(
                pair.client(),
                pair.recorded().dialect(),
                pair.recorded().streamed(),
                Pair.curious(pair.client()).body(),
                Map.of());
        assertThat(answer.body()).isNotEmpty();
        assertClean(answer);
    }

    private static void assertClean(HttpResponse<byte[]> answer) {
        String all = answer.headers().map() + new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(all)
                .doesNotContain(UPSTREAM_SECRET)
                .doesNotContain(CLIENT_SECRET)
                .doesNotContain("java.lang")
                .doesNotContain("at io.github.llmrouter");
    }

    /** Invariant 29: the client has every text before the upstream's next event begins. */
    @ParameterizedTest
    @MethodSource("longStreams")
    void everyTextIsFlushedBeforeTheNextEventArrives(Pair pair) throws Exception {
        List<Frame> frames = Crossing.frames(pair.recorded().bytes());
        List<Integer> lengths = lengths(pair, frames);
        Semaphore arrived = new Semaphore(0);
        List<Integer> late = Collections.synchronizedList(new ArrayList<>());
        upstream.script((request, line) -> {
            line.events();
            int told = 0;
            for (int i = 0; i < frames.size(); i++) {
                line.chunk(text(frames.get(i)));
                int length = lengths.get(i);
                if (length > told) {
                    if (!arrived.tryAcquire(length - told, 5, TimeUnit.SECONDS)) {
                        late.add(i);
                        break;
                    }
                    told = length;
                }
            }
            line.end();
        });
        HttpResponse<InputStream> answer = router.client()
                .send(
                        router.request(
                                        path(pair.client(), pair.recorded().dialect(), true),
                                        "authorization",
                                        "Bearer " + CLIENT_SECRET)
                                .POST(BodyPublishers.ofByteArray(Json.bytes(body(
                                        pair.client(),
                                        pair.recorded().dialect(),
                                        Pair.curious(pair.client()).body(),
                                        true))))
                                .build(),
                        BodyHandlers.ofInputStream());
        Heard heard = new Heard();
        Codec.EventReader reader = pair.client().codec().eventReader(heard, new Losses());
        FrameReader wire = new FrameReader(reader::read);
        try (InputStream in = answer.body()) {
            byte[] some = new byte[4096];
            int before = 0;
            for (int n; (n = in.read(some)) >= 0; ) {
                wire.read(Arrays.copyOf(some, n));
                arrived.release(heard.text().length() - before);
                before = heard.text().length();
            }
        }
        assertThat(late).isEmpty();
        assertThat(heard.text()).hasSize(lengths.getLast());
    }

    /** How much text the client should have after each frame. */
    private static List<Integer> lengths(Pair pair, List<Frame> frames) {
        List<Integer> lengths = new ArrayList<>();
        Heard given = new Heard();
        Codec.EventReader reader =
                pair.recorded().dialect().codec().eventReader(pair.crossing().through(given), new Losses());
        for (Frame frame : frames) {
            reader.read(frame);
            lengths.add(given.text().length());
        }
        return lengths;
    }

    private static String text(Frame frame) {
        String event = frame.event().isEmpty() ? "" : "event: " + frame.event() + "\n";
        return event + "data: " + frame.data().replace("\n", "\ndata: ") + "\n\n";
    }

    private HttpResponse<byte[]> ask(
            Dialect client, Dialect to, boolean stream, JsonNode body, Map<String, String> given) throws IOException {
        Map<String, String> headers = new HashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith("anthropic-") || name.startsWith("openai-")) {
                headers.put(name, value);
            }
        });
        headers.put("authorization", "Bearer " + CLIENT_SECRET);
        headers.put("content-type", "application/json");
        return router.postBytes(path(client, to, stream), Json.bytes(body(client, to, body, stream)), headers);
    }

    private static String path(Dialect client, Dialect to, boolean stream) {
        String path = client.path(Operation.GENERATE, "to-" + to.name(), stream, Map.of("alt", "sse"));
        return version(client) + path;
    }

    private static JsonNode body(Dialect client, Dialect to, JsonNode body, boolean stream) {
        ObjectNode named = body.deepCopy();
        if (!client.name().equals("gemini")) {
            named.put("model", "to-" + to.name());
            if (stream || named.has("stream")) {
                named.put("stream", stream);
            }
        }
        return named;
    }

    private static String answer(Dialect dialect) {
        return Stream.of(Side.values())
                .filter(side -> side.apiType().equals(dialect.name()))
                .findFirst()
                .orElseThrow()
                .answer();
    }
}
