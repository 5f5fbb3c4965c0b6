package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream that answers JSON to a request for a stream, or a stream to one for JSON: the client gets what it asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnaskedFormTest {

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.requests().clear();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Side.values())
                .flatMap(there -> Stream.of(Side.values()).map(client -> Arguments.of(client, there)));
    }

    @ParameterizedTest(name = "{0} asks {1}")
    @MethodSource("pairs")
    void jsonToARequestForAStreamIsStreamed(Side client, Side there) throws IOException {
        upstream.script((request, line) -> line.json(200, there.answer()));

        HttpResponse<byte[]> answer = ask(client, client.path(there.model(), true), client.body(there.model(), true));

        assertThat(asksForStream(there)).isTrue();
        assertThat(type(answer)).startsWith("text/event-stream");
        Form.of(dialect(client)).stream(answer.body(), false);
        says(Crossing.read(dialect(client), answer.body()));
    }

    @ParameterizedTest(name = "{0} asks {1}")
    @MethodSource("pairs")
    void aStreamToARequestForJsonIsGathered(Side client, Side there) throws IOException {
        upstream.script((request, line) -> stream(there, line, "text/event-stream; charset=utf-8"));

        HttpResponse<byte[]> answer = ask(client, client.path(there.model(), false), client.body(there.model(), false));

        assertThat(asksForStream(there)).isFalse();
        assertThat(type(answer)).startsWith("application/json");
        Form.of(dialect(client)).answer(Json.read(answer.body()));
        says(Crossing.read(dialect(client), Json.read(answer.body())));
    }

    /** Some compatible servers name one type for everything. */
    @ParameterizedTest(name = "{0} asks {1}")
    @MethodSource("pairs")
    void aStreamIsRecognisedWhateverItsContentTypeSays(Side client, Side there) throws IOException {
        upstream.script((request, line) -> stream(there, line, "application/json"));

        HttpResponse<byte[]> answer = ask(client, client.path(there.model(), false), client.body(there.model(), false));

        Form.of(dialect(client)).answer(Json.read(answer.body()));
        says(Crossing.read(dialect(client), Json.read(answer.body())));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void jsonBecomesTheArrayThatAGeminiClientMayAskFor(Side there) throws IOException {
        upstream.script((request, line) -> line.json(200, there.answer()));

        arrives(there);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void eventsBecomeTheArrayThatAGeminiClientMayAskFor(Side there) throws IOException {
        upstream.script((request, line) -> stream(there, line, "text/event-stream"));

        arrives(there);
    }

    private void arrives(Side there) throws IOException {
        HttpResponse<byte[]> answer = ask(
                Side.GEMINI,
                Side.GEMINI.path(there.model(), true).replace("?alt=sse", ""),
                Side.GEMINI.body(there.model(), true));

        assertThat(type(answer)).startsWith("application/json");
        assertThat(Json.read(answer.body()).isArray()).isTrue();
        says(Crossing.read(dialect(Side.GEMINI), Json.read(answer.body())));
    }

    /** As Gemini streams where nobody says {@code alt=sse}. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void anArrayIsReadLikeTheEventsInIt(Side client) throws IOException {
        String array = "[" + String.join(",\r\n", Side.GEMINI.events()).replace("data:", "") + "]";
        upstream.script((request, line) -> line.json(200, array));

        String model = Side.GEMINI.model();
        HttpResponse<byte[]> whole = ask(client, client.path(model, false), client.body(model, false));
        HttpResponse<byte[]> streamed = ask(client, client.path(model, true), client.body(model, true));

        Form.of(dialect(client)).answer(Json.read(whole.body()));
        Form.of(dialect(client)).stream(streamed.body(), false);
        says(Crossing.read(dialect(client), Json.read(whole.body())));
        says(Crossing.read(dialect(client), streamed.body()));
    }

    private HttpResponse<byte[]> ask(Side client, String path, String body) {
        HttpResponse<byte[]> answer = router.postBytes(
                path, body.getBytes(StandardCharsets.UTF_8), Map.of("content-type", "application/json"));
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer;
    }

    /** What the upstream was asked for; it is asked once. */
    private boolean asksForStream(Side there) throws IOException {
        assertThat(upstream.requests()).hasSize(1);
        ScriptedUpstream.Request request = upstream.requests().remove();
        assertThat(Side.of(request)).isEqualTo(there);
        return there == Side.GEMINI
                ? request.path().contains(":streamGenerateContent")
                : Json.read(request.body()).path("stream").asBoolean();
    }

    private static void stream(Side there, ScriptedUpstream.Line line, String type) throws IOException {
        line.begin(200, type);
        for (String event : there.events()) {
            line.chunk(event);
        }
        line.end();
    }

    private static void says(List<Event> events) {
        Answer answer = Fold.of(events);
        List<Part> parts = answer.candidates().getFirst().parts();
        assertThat(parts).hasSize(1);
        assertThat(((Part.Text) parts.getFirst()).text()).isEqualTo("hello");
    }

    private static Dialect dialect(Side side) {
        return Crossing.dialect(side.apiType());
    }

    private static String type(HttpResponse<?> answer) {
        return answer.headers().firstValue("content-type").orElse("");
    }
}
