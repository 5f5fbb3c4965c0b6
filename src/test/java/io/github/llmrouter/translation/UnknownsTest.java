package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 28: what vendors will add one day breaks nothing, and what a client says of it is reported. */
class UnknownsTest {

    private static final String FIELD = "field_of_the_future";
    private static final JsonNode BLOCK = Json.type("block_of_the_future")
            .with("text", "not for you")
            .with("index", 77)
            .node();

    static Stream<Question> questions() {
        return Question.all().filter(question -> {
            try {
                question.crossing().request();
                return true;
            } catch (FaultException e) {
                return false;
            }
        });
    }

    static Stream<Recorded> whole() {
        return Recorded.successes().stream().filter(recorded -> !recorded.streamed());
    }

    static Stream<Recorded> streams() {
        return Recorded.successes().stream().filter(Recorded::streamed);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void unknownFieldOfARequestIsReported(Question question) {
        ObjectNode body = question.ask().body().deepCopy();
        body.put(FIELD, 1);
        Crossing crossing = question.with(body).crossing();
        assertThat(crossing.request()).isEqualTo(question.crossing().request());
        assertThat(crossing.report()).contains("unknown:" + FIELD);
    }

    @ParameterizedTest
    @MethodSource("whole")
    void unknownFieldsOfAnAnswerAreOverlooked(Recorded recorded) {
        JsonNode body = Recorded.json(recorded.response());
        List<Event> expected = Crossing.read(recorded.dialect(), body);
        for (int at = 0; at < objects(body, new ArrayList<>()).size(); at++) {
            JsonNode copy = body.deepCopy();
            ObjectNode object = objects(copy, new ArrayList<>()).get(at);
            if (!data(body, at)) {
                object.set(FIELD, BLOCK);
                assertThat(Sketch.of(Fold.of(Crossing.read(recorded.dialect(), copy))))
                        .isEqualTo(Sketch.of(Fold.of(expected)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("whole")
    void unknownBlocksOfAnAnswerAreNoText(Recorded recorded) {
        JsonNode body = Recorded.json(recorded.response());
        String expected = Heard.in(Crossing.read(recorded.dialect(), body));
        for (String list : List.of("content", "output", "parts", "candidates", "tool_calls", "annotations")) {
            JsonNode copy = body.deepCopy();
            copy.findValues(list).forEach(found -> {
                if (found instanceof ArrayNode array) {
                    array.add(BLOCK);
                    array.insert(0, BLOCK);
                }
            });
            if (!list.equals("candidates") && !list.equals("parts") && !list.equals("tool_calls")) {
                assertThat(Heard.in(Crossing.read(recorded.dialect(), copy))).isEqualTo(expected);
            } else {
                Crossing.read(recorded.dialect(), copy);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void unknownEventsAreOverlooked(Recorded recorded) throws IOException {
        List<Frame> frames = Crossing.frames(recorded.bytes());
        Sketch expected = Sketch.of(Fold.of(recorded.events()));
        String known = frames.getFirst().event();
        String type = known.isEmpty() ? "" : "event_of_the_future";
        Frame unknown = new Frame(
                type,
                known.isEmpty()
                        ? "{\"" + FIELD + "\":1}"
                        : "{\"type\":\"event_of_the_future\",\"delta\":{\"type\":\"x\",\"text\":\"no\"}}");
        for (int at = 0; at < frames.size(); at++) {
            List<Frame> more = new ArrayList<>(frames);
            more.add(at, unknown);
            assertThat(Sketch.of(Fold.of(Crossing.read(recorded.dialect(), more))))
                    .as("before frame %d", at)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void unknownFieldsOfEventsAreOverlooked(Recorded recorded) throws IOException {
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : Crossing.frames(recorded.bytes())) {
            String data = frame.data();
            if (data.startsWith("{")) {
                ObjectNode event = (ObjectNode) Json.read(data);
                event.set(FIELD, BLOCK);
                data = Json.text(event);
            }
            frames.add(new Frame(frame.event(), data));
        }
        assertThat(Crossing.read(recorded.dialect(), frames)).isEqualTo(recorded.events());
    }

    private static List<ObjectNode> objects(JsonNode node, List<ObjectNode> out) {
        if (node instanceof ObjectNode object) {
            out.add(object);
        }
        node.forEach(inner -> objects(inner, out));
        return out;
    }

    /** Whether the object is what a model said to a tool: there everything counts. */
    private static boolean data(JsonNode body, int at) {
        ObjectNode object = objects(body, new ArrayList<>()).get(at);
        List<JsonNode> said = new ArrayList<>();
        for (String name : List.of("input", "args", "arguments")) {
            said.addAll(body.findValues(name));
        }
        return said.stream()
                .anyMatch(node -> objects(node, new ArrayList<>()).stream().anyMatch(one -> one == object));
    }
}
