package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Dialects;
import io.github.llmrouter.dialect.plain.Plain;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That {@code add-a-dialect.md} is true: its example, a dialect in one folder, is registered in one place, here, and then is a
 * dialect as all others are, for clients and upstreams, in the configuration and in the golden cases.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FifthDialectTest {

    private static final Dialect PLAIN = new Plain();
    private static final Dialects ALL = new Dialects(
            Stream.concat(LlmRouter.DIALECTS.all().stream(), Stream.of(PLAIN)).toArray(Dialect[]::new));
    private static final String WHOLE =
            "{\"id\":\"p1\",\"model\":\"up\",\"says\":\"hello\",\"why\":\"done\",\"tokens\":{\"in\":3,\"out\":2}}";
    private static final String STREAM = "data: {\"id\":\"p1\",\"model\":\"up\"}\n\ndata: {\"says\":\"hel\"}\n\n"
            + "data: {\"says\":\"lo\"}\n\ndata: {\"why\":\"done\",\"tokens\":{\"in\":3,\"out\":2}}\n\n";

    private final ScriptedUpstream upstream = new ScriptedUpstream(FifthDialectTest::play);
    private final RunningRouter router = new RunningRouter(
            Side.models(upstream.base()) + "  - {model_name: p, llm_params: {api_type: plain, model: up, api_base: \""
                    + upstream.base() + "\", api_key: k}}\n",
            ALL);

    private static void play(ScriptedUpstream.Request request, ScriptedUpstream.Line line) throws IOException {
        if (!request.path().equals("/talk")) {
            Side.of(request).play(request, line);
        } else if (request.text().contains("\"stream\":true")) {
            line.events();
            line.chunk(STREAM);
            line.end();
        } else {
            line.json(200, WHOLE);
        }
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    static Stream<GoldenTest.Turnover> turnovers() {
        return GoldenCase.all()
                .filter(one -> Files.exists(one.file(PLAIN)))
                .flatMap(one -> LlmRouter.DIALECTS.all().stream()
                        .filter(other -> Files.exists(one.file(other)))
                        .flatMap(other -> Stream.of(
                                new GoldenTest.Turnover(one, PLAIN, other),
                                new GoldenTest.Turnover(one, other, PLAIN))));
    }

    @ParameterizedTest
    @MethodSource("turnovers")
    void oneFileForEachCaseIsEnough(GoldenTest.Turnover turnover) throws IOException {
        GoldenTest.check(turnover);
    }

    @Test
    void configurationKnowsIt() {
        assertThat(router.router().notReady()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyClientGetsItsAnswers(Side side) throws IOException {
        Dialect client = LlmRouter.DIALECTS.of(side.apiType());
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = router.post(side.path("p", stream), side.body("p", stream));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertHello(client, stream, 2, answer.body());
        }
        assertThat(upstream.requests()).last().satisfies(sent -> {
            JsonNode body = Json.read(sent.body());
            assertThat(body.path("model").asText()).isEqualTo("up");
            assertThat(body.at("/talk/0/says").asText()).isEqualTo("hi");
        });
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void itsClientsGetEverybodysAnswers(Side side) throws IOException {
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = router.post("/dialects/plain/talk", question(side.model(), stream));
            assertThat(answer.statusCode()).isEqualTo(200);
            // OpenAI only counts the tokens of a stream for who asks.
            assertHello(PLAIN, stream, stream && side == Side.OPENAI ? 0 : 2, answer.body());
        }
    }

    @Test
    void itsOwnAnswersPassUnchanged() {
        assertThat(router.post("/dialects/plain/talk", question("p", false)).body())
                .isEqualTo(WHOLE);
        assertThat(router.post("/dialects/plain/talk", question("p", true)).body())
                .isEqualTo(STREAM);
    }

    @Test
    void errorsAreInItsWords() {
        HttpResponse<String> answer = router.post("/dialects/plain/talk", question("nobody", false));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).startsWith("{\"wrong\":");
        assertThat(router.post("/dialects/plain/else", "{}").body()).startsWith("{\"wrong\":");
        assertThat(router.post("/dialects/unheard/talk", "{}").statusCode()).isEqualTo(404);
    }

    /** Every class and file that the page names is there. */
    @Test
    void pageNamesWhatThereIs() throws IOException {
        for (String page : List.of("add-a-dialect.md", "how-a-request-travels.md")) {
            String text = Files.readString(Path.of("src/site/markdown").resolve(page));
            Matcher names =
                    Pattern.compile("`((?:[a-z]+\\.)+)([A-Z][A-Za-z]+)[`.(]").matcher(text);
            int found = 0;
            while (names.find()) {
                String file = "io/github/llmrouter/" + names.group(1).replace('.', '/') + names.group(2) + ".java";
                assertThat(List.of(Path.of("src/main/java", file), Path.of("src/test/java", file)))
                        .as("%s in %s", names.group(), page)
                        .anyMatch(Files::exists);
                found++;
            }
            assertThat(found).as(page).isGreaterThan(5);
        }
    }

    private static String question(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"talk\":[{\"who\":\"user\",\"says\":\"hi\"}],\"stream\":" + stream + "}";
    }

    private static void assertHello(Dialect client, boolean stream, long tokens, String body) throws IOException {
        List<Event> events = stream
                ? Crossing.read(client, body.getBytes(StandardCharsets.UTF_8))
                : Crossing.read(client, Json.read(body));
        assertThat(Heard.in(events)).isEqualTo("hello");
        assertThat(events.getLast()).isInstanceOf(Event.Ended.class);
        assertThat(events)
                .filteredOn(Event.Counted.class::isInstance)
                .last()
                .satisfies(counted ->
                        assertThat(((Event.Counted) counted).usage().output()).isEqualTo(tokens));
    }
}
