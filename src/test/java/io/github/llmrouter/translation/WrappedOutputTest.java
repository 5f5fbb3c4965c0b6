package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structured output that is no object, from vendors that give only objects. */
class WrappedOutputTest {

    private static final String WORDS = """
        {"contents":[{"role":"user","parts":[{"text":"Rain or sun?"}]}],"generationConfig":{
         "responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["rain","sun"]}}}\
        """;
    private static final String LIST = """
        {"contents":[{"role":"user","parts":[{"text":"Rain or sun?"}]}],"generationConfig":{
         "responseMimeType":"application/json","responseSchema":{"type":"ARRAY","items":{"type":"INTEGER"}}}}\
        """;

    static Stream<Dialect> others() {
        return Crossing.DIALECTS.stream().filter(dialect -> !dialect.name().equals("gemini"));
    }

    private static Crossing asked(Dialect upstream, String model, String body) throws IOException {
        Crossing crossing =
                Crossing.of(Crossing.dialect("gemini"), upstream, model, Crossing.ask(Json.read(body), true));
        assertThat(Json.text(crossing.request())).contains("\"type\":\"object\"", "\"required\":[\"input\"]");
        assertThat(crossing.report()).contains("emulated=").contains("response_format.schema");
        return crossing;
    }

    /** What the upstream says, in its own words, cut after each letter. */
    private static List<Event> said(Dialect upstream, String text) {
        List<Event> events =
                new ArrayList<>(List.of(new Event.Started("1", "up", 1), new Event.PartStarted(0, new Part.Text(""))));
        text.chars().forEach(letter -> events.add(new Event.Delta(0, new Event.Words(Character.toString(letter)))));
        events.addAll(List.of(
                new Event.PartEnded(0),
                new Event.Finished(0, new Event.Finish(io.github.llmrouter.chat.StopReason.STOP, null, null)),
                new Event.Ended()));
        Crossing own = Crossing.of(upstream, Crossing.dialect("gemini"), Pair.curious(upstream));
        return Crossing.read(upstream, Crossing.stream(upstream, own.asked(), events));
    }

    private static String heard(Crossing crossing, List<Event> events) throws IOException {
        Dialect gemini = Crossing.dialect("gemini");
        JsonNode whole = crossing.answer(events);
        String text = whole.at("/candidates/0/content/parts/0/text").asText();
        Part streamed = Fold.of(Crossing.read(gemini, crossing.stream(events)))
                .candidates()
                .getFirst()
                .parts()
                .getFirst();
        assertThat(((Part.Text) streamed).text()).isEqualTo(text);
        return text;
    }

    @ParameterizedTest
    @MethodSource("others")
    void oneWordOfAListComesWithoutItsObjectAndItsQuotes(Dialect upstream) throws IOException {
        Crossing crossing = asked(upstream, Crossing.PLAIN.get(upstream.name()), WORDS);

        assertThat(heard(crossing, said(upstream, "{\"input\": \"rain\"}"))).isEqualTo("rain");
    }

    @ParameterizedTest
    @MethodSource("others")
    void aListComesAsAList(Dialect upstream) throws IOException {
        Crossing crossing = asked(upstream, Crossing.PLAIN.get(upstream.name()), LIST);

        assertThat(heard(crossing, said(upstream, "{\"input\": [1, 2.50]}"))).isEqualTo("[1,2.50]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"rain\"", "It rains.", "{\"weather\":\"rain\"}", "[1"})
    void whatIsNotWrappedComesAsItIs(String text) throws IOException {
        Dialect upstream = Crossing.dialect("openai");
        Crossing crossing = asked(upstream, "gpt-4.1", LIST);

        assertThat(heard(crossing, said(upstream, text))).isEqualTo(text);
    }

    @Test
    void aListThatWasCutShortIsTheBeginningOfAList() throws IOException {
        Dialect upstream = Crossing.dialect("openai");
        Crossing crossing = asked(upstream, "gpt-4.1", LIST);

        assertThat(heard(crossing, said(upstream, "{\"input\": [1, 2"))).isEqualTo("[1, 2");
    }

    @Test
    void whatIsStrictStaysStrict() throws IOException {
        JsonNode asked = Json.read("""
            {"model":"m","messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema",
             "json_schema":{"name":"x","strict":true,"schema":{"type":"array","items":{"type":"integer"}}}}}\
            """);
        Crossing crossing = Crossing.of(
                Crossing.dialect("openai"), Crossing.dialect("openai-responses"), Crossing.ask(asked, true));

        assertThat(crossing.request().at("/text/format/strict").asBoolean()).isTrue();
        assertThat(crossing.report()).doesNotContain("strict");
    }

    /** Models without structured output are made to call a tool with it. */
    @Test
    void aForcedToolGivesItToo() throws IOException {
        Dialect upstream = Crossing.dialect("anthropic");
        Crossing crossing = asked(upstream, "claude-3-5-haiku-20241022", WORDS);
        String tool = crossing.request().at("/tools/0/name").asText();

        List<Event> events = upstream.codec().readAnswer(Json.read("""
            {"id":"msg_1","type":"message","role":"assistant","model":"up","stop_reason":"tool_use",
             "content":[{"type":"tool_use","id":"t1","name":"%s","input":{"input":"sun"}}],
             "usage":{"input_tokens":1,"output_tokens":1}}\
            """.formatted(tool)), new Losses());

        assertThat(heard(crossing, events)).isEqualTo("sun");
    }
}
