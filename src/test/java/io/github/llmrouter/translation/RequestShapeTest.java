package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.anthropic.Requests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a vendor demands of the order of turns and parts, in every recorded request that is converted for it. */
class RequestShapeTest {

    private static final Map<Question, JsonNode> CONVERTED = new LinkedHashMap<>();

    @BeforeAll
    static void convert() {
        Question.all().forEach(question -> {
            try {
                CONVERTED.put(question, question.crossing().request());
            } catch (FaultException e) {
                // Refused: another test's concern.
            }
        });
    }

    @AfterAll
    static void forget() {
        CONVERTED.clear();
    }

    static Stream<Question> to(String upstream) {
        return CONVERTED.keySet().stream()
                .filter(question -> question.upstream().name().equals(upstream));
    }

    static Stream<Question> toAnthropic() {
        return to("anthropic");
    }

    static Stream<Question> toGemini() {
        return to("gemini");
    }

    static Stream<Question> toResponses() {
        return to("openai-responses");
    }

    static Stream<Question> converted() {
        return CONVERTED.keySet().stream();
    }

    /** Invariants 13 and 14 for Anthropic: results first and complete, no empty text, no role twice in a row. */
    @ParameterizedTest
    @MethodSource("toAnthropic")
    void anthropicsTurnsAreInOrder(Question question) {
        Requests.check(CONVERTED.get(question));
    }

    /** Invariant 14 for Gemini: no empty part, and as many responses as the turn before had calls. */
    @ParameterizedTest
    @MethodSource("toGemini")
    void geminisTurnsAreInOrder(Question question) {
        int calls = 0;
        for (JsonNode turn : CONVERTED.get(question).path("contents")) {
            int responses = 0;
            int asked = 0;
            for (JsonNode part : turn.path("parts")) {
                assertThat(part).isNotEmpty();
                assertThat(part.has("text") && part.path("text").asText().isEmpty() && part.size() == 1)
                        .isFalse();
                responses += part.has("functionResponse") ? 1 : 0;
                asked += part.has("functionCall") ? 1 : 0;
            }
            assertThat(turn.path("parts")).isNotEmpty();
            assertThat(responses).isEqualTo(calls);
            calls = asked;
        }
        assertThat(calls).isZero();
    }

    /** Invariant 14 for Responses: a thought stands directly before what came of it. */
    @ParameterizedTest
    @MethodSource("toResponses")
    void responsesThoughtsStandBeforeTheirItems(Question question) {
        List<String> kinds = new ArrayList<>();
        CONVERTED
                .get(question)
                .path("input")
                .forEach(item -> kinds.add(item.path("type").asText("message") + " "
                        + item.path("role").asText()));
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).startsWith("reasoning")) {
                assertThat(kinds.size()).isGreaterThan(i + 1);
                assertThat(kinds.get(i + 1))
                        .matches("message assistant|function_call .*|custom_tool_call .*|reasoning .*");
            }
        }
    }

    /** What refers to one vendor's files can go to that vendor, and then nowhere else. */
    static Stream<Question> returnable() {
        return converted().filter(question -> {
            try {
                back(question).request();
                return true;
            } catch (FaultException e) {
                return false;
            }
        });
    }

    private static Crossing back(Question question) {
        return Crossing.of(
                question.upstream(),
                question.client(),
                Crossing.THINKING.get(question.client().name()),
                Crossing.ask(CONVERTED.get(question), false));
    }

    /** Invariant 12: what a call is and which result is its own survive there and back; legal ids are not touched. */
    @ParameterizedTest
    @MethodSource("returnable")
    void callsSurviveThereAndBack(Question question) {
        Crossing back = back(question);
        List<Part.ToolCall> before = calls(question.client().codec().readRequest(question.ask(), new Losses()));
        List<Part.ToolCall> after =
                calls(question.client().codec().readRequest(Crossing.ask(back.request(), false), new Losses()));
        assertThat(after.stream().map(call -> call.name() + Sketch.arguments(call)))
                .containsExactlyElementsOf(before.stream()
                        .map(call -> call.name() + Sketch.arguments(call))
                        .toList());
        Pattern legal =
                Pattern.compile(question.upstream().codec().callIds().legal().pattern());
        int longest = question.upstream().codec().callIds().longest();
        for (int i = 0; i < before.size() && !question.upstream().name().equals("gemini"); i++) {
            String id = before.get(i).id();
            if (id.length() <= longest && legal.matcher(id).matches()) {
                assertThat(after.get(i).id()).isEqualTo(id);
            }
        }
    }

    private static List<Part.ToolCall> calls(Chat chat) {
        return chat.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
    }
}
