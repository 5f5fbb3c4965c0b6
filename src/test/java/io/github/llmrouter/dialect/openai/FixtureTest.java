package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer means what an independent decoder made of it, read whole, cut, and written once more. */
class FixtureTest {

    private static final Set<String> LOST = Set.of(
            "id",
            "index",
            "system_fingerprint",
            "moderation",
            "service_tier",
            "prompt_filter_results",
            "x_groq",
            "usage_breakdown",
            "prompt_time",
            "completion_time",
            "queue_time",
            "total_time",
            "num_sources_used",
            "audio_prompt_tokens",
            "text_tokens",
            "image_tokens");
    private static final String ASK = "{\"stream_options\":{\"include_usage\":true}}";

    /** A recorded answer and what is expected of it. */
    record Case(String name, int status, Path response, JsonNode expected) {

        boolean streamed() {
            return response.toString().endsWith(".sse");
        }

        byte[] bytes() throws IOException {
            return Files.readAllBytes(response);
        }

        List<Event> events() throws IOException {
            return streamed()
                    ? Answers.stream(bytes(), new int[0])
                    : Answers.CODEC.readAnswer(Json.read(bytes()), new Losses());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        Path fixtures = Shared.path("fixtures");
        JsonNode expectations = Json.read(Files.readAllBytes(fixtures.resolve("EXPECT.json")));
        List<Case> cases = new ArrayList<>();
        for (JsonNode entry : Json.read(Files.readAllBytes(fixtures.resolve("INDEX.json")))) {
            JsonNode expected = expectations.get(entry.path("case").asText());
            if (entry.path("provider").asText().equals("openai-chat") && expected != null) {
                Path response = fixtures.resolve(entry.path("response").asText());
                cases.add(new Case(
                        entry.path("case").asText(), entry.path("status").asInt(200), response, expected));
            }
        }
        return cases;
    }

    static Stream<Case> answers() throws IOException {
        return cases().stream().filter(one -> one.status < 400);
    }

    static Stream<Case> streams() throws IOException {
        return answers().filter(Case::streamed);
    }

    static Stream<Case> wholes() throws IOException {
        return answers().filter(one -> !one.streamed());
    }

    static Stream<Case> successes() throws IOException {
        return answers().filter(one -> one.expected.path("error").isNull());
    }

    static Stream<Case> faults() throws IOException {
        return cases().stream().filter(one -> one.status >= 400);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerMeansWhatIsExpected(Case one) throws IOException {
        assertSummary(one.events(), one.expected, true);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void cutsChangeNothing(Case one) throws IOException {
        List<Event> whole = one.events();
        Random random = new Random(one.name.hashCode());
        byte[] lf = one.bytes();
        byte[] crlf =
                new String(lf, StandardCharsets.UTF_8).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 100; round++) {
            byte[] sse = round % 2 == 0 ? lf : crlf;
            int[] cuts = random.ints(8, 0, sse.length).sorted().toArray();
            assertThat(Answers.stream(sse, cuts)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamThatIsCutShortFails(Case one) throws IOException {
        String sse = new String(one.bytes(), StandardCharsets.UTF_8);
        int ends = sse.contains("\"finish_reason\":\"") ? sse.indexOf("\"finish_reason\":\"") : sse.length();
        for (int at = sse.indexOf("\n\n"); at >= 0 && at < ends - 400; at = sse.indexOf("\n\n", at + 1)) {
            List<Event> events = Answers.stream(sse.substring(0, at));
            assertThat(events.get(events.size() - 1)).isInstanceOf(Event.Failed.class);
            assertThat(events).noneMatch(Event.Ended.class::isInstance);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void tapHearsTheSame(Case one) throws IOException {
        Tap tap = new OpenAi().tap(Operation.GENERATE, one.streamed());
        tap.see(one.bytes(), 0, one.bytes().length);
        tap.end();
        assertThat(tap.complete()).isEqualTo(one.expected.path("complete").asBoolean());
        assertThat(tap.fault() == null).isEqualTo(one.expected.path("error").isNull());
        assertThat(tap.content()).isTrue();
        JsonNode usage = one.expected.path("usage");
        if (usage.isObject()) {
            assertThat(tap.usage().total()).isEqualTo(usage.path("total").asLong());
        } else {
            assertThat(tap.usage()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("successes")
    void answerSurvivesBeingWrittenWholeOrStreamed(Case one) throws IOException {
        Asked asked = Answers.asked(ASK);
        List<Event> events = one.events();
        List<Event> streamed = Answers.stream(Answers.write(asked, events));
        List<Event> whole = Answers.CODEC.readAnswer(Answers.write(asked, Answers.fold(events)), new Losses());
        assertThat(Answers.fold(streamed)).isEqualTo(Answers.fold(whole));
        assertSummary(streamed, one.expected, false);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void writtenStreamKeepsTheGrammar(Case one) throws IOException {
        String sse = Answers.write(Answers.asked(ASK), one.events());
        ChunkGrammar.check(
                sse,
                one.expected.path("usage").isObject(),
                one.expected.path("complete").asBoolean());
    }

    /** The answer is JSON-equal after a round trip, what the hub does not know left aside. */
    @ParameterizedTest
    @MethodSource("wholes")
    void wholeAnswerComesBackAsItWas(Case one) throws IOException {
        JsonNode before = Json.read(one.bytes());
        Asked asked = Answers.asked("{}");
        ObjectNode after = Answers.write(asked, Answers.fold(Answers.CODEC.readAnswer(before, new Losses())));
        assertThat(after.path("id").asText())
                .isEqualTo("chatcmpl-x" + before.path("id").asText());
        assertThat(essence(after)).isEqualTo(essence(before));
    }

    /** Without what is absent by another name, and without what the hub does not carry. */
    private static JsonNode essence(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(essence(item)));
            return array;
        } else if (!node.isObject()) {
            return node.isNumber() ? JsonNodeFactory.instance.numberNode(node.longValue()) : node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (var field : node.properties()) {
            JsonNode value = essence(field.getValue());
            boolean absent = value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isTextual() && value.asText().isEmpty()
                    || value.isNumber() && value.asLong() == 0;
            if (!absent && !LOST.contains(field.getKey())) {
                object.set(field.getKey().equals("reasoning") ? "reasoning_content" : field.getKey(), value);
            }
        }
        return object;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultMeansWhatIsExpected(Case one) throws IOException {
        Fault fault = new OpenAi().readFault(one.status, name -> null, one.bytes());
        assertThat(fault.message())
                .isEqualTo(one.expected.path("error").path("message").asText());
        assertThat(fault.code())
                .isEqualTo(one.expected.path("error").path("code").asText(null));
        assertThat(fault.kind().status()).isEqualTo(one.status);
        List<Event> inBand = Answers.CODEC.readAnswer(Json.read(one.bytes()), new Losses());
        assertThat(inBand).hasSize(1);
        assertThat(inBand.get(0)).isInstanceOf(Event.Failed.class);
    }

    private static void assertSummary(List<Event> events, JsonNode expected, boolean ids) throws IOException {
        ObjectNode summary = Answers.summary(events);
        for (JsonNode part : expected.path("parts")) {
            ((ObjectNode) part).remove("callKind");
        }
        assertThat(summary.path("parts")).isEqualTo(expected.path("parts"));
        assertThat(summary.path("finish")).isEqualTo(expected.path("finish"));
        assertThat(Json.text(summary.path("usage"))).isEqualTo(Json.text(expected.path("usage")));
        assertThat(summary.path("model")).isEqualTo(expected.path("model"));
        assertThat(summary.path("error").asText(""))
                .isEqualTo(expected.path("error").path("message").asText(""));
        assertThat(summary.path("complete")).isEqualTo(expected.path("complete"));
        if (ids) {
            assertThat(summary.path("id")).isEqualTo(expected.path("id"));
        }
    }
}
