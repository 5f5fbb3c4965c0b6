package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 28: what vendors will add one day breaks nothing, and what a client or an answer says of it is reported. Of a stream's
 * plain deltas only the first is looked at so closely.
 */
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
    void unknownFieldOfAnAnswerIsReported(Recorded recorded) {
        JsonNode body = Recorded.json(recorded.response());
        for (int at = 0; at < own(recorded, body).size(); at++) {
            JsonNode copy = body.deepCopy();
            own(recorded, copy).get(at).put(FIELD, "new");
            Losses losses = new Losses();
            recorded.dialect().codec().readAnswer(copy, losses);
            assertThat(losses.dropped())
                    .as("object %d", at)
                    .anyMatch(loss -> loss.startsWith("unknown:") && loss.endsWith(FIELD));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void unknownFieldsOfAStreamAreReported(Recorded recorded) throws IOException {
        Set<String> before = dropped(recorded, Crossing.frames(recorded.bytes()));
        assertThat(before).as("what vendors say today").noneMatch(loss -> loss.startsWith("unknown:"));
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : Crossing.frames(recorded.bytes())) {
            String data = frame.data();
            if (data.startsWith("{")) {
                JsonNode event = Json.read(data);
                own(recorded, event).forEach(object -> object.put(FIELD, "new"));
                data = Json.text(event);
            }
            frames.add(new Frame(frame.event(), data));
        }
        assertThat(dropped(recorded, frames))
                .anyMatch(loss -> loss.startsWith("unknown:") && loss.endsWith(FIELD))
                .containsAll(before);
    }

    /** What is read of a whole answer that was recorded is all known. */
    @ParameterizedTest
    @MethodSource("whole")
    void whatVendorsSayTodayIsKnown(Recorded recorded) {
        Losses losses = new Losses();
        recorded.dialect().codec().readAnswer(Recorded.json(recorded.response()), losses);
        assertThat(losses.dropped()).noneMatch(loss -> loss.startsWith("unknown:"));
    }

    private static Set<String> dropped(Recorded recorded, List<Frame> frames) {
        Losses losses = new Losses();
        Codec.EventReader reader = recorded.dialect().codec().eventReader(event -> {}, losses);
        frames.forEach(reader::read);
        reader.end();
        return losses.dropped();
    }

    /** The objects of an answer, or of an event, that a client would miss something of: those that are converted field by field. */
    private static List<ObjectNode> own(Recorded recorded, JsonNode body) {
        List<JsonNode> own = new ArrayList<>();
        switch (recorded.dialect().name()) {
            case "openai" -> {
                own.add(body);
                body.path("choices").forEach(choice -> {
                    JsonNode message = choice.has("delta") ? choice.get("delta") : choice.path("message");
                    own.addAll(List.of(choice, message));
                    message.path("tool_calls").forEach(call -> own.addAll(List.of(call, call.path("function"))));
                });
            }
            case "anthropic" -> {
                boolean whole = body.path("type").asText().equals("message");
                own.add(whole ? body : body.path("message"));
                if (body.path("type").asText().equals("message_delta")) {
                    own.addAll(List.of(body, body.path("delta")));
                }
                blocks(body.path("content"), own);
                if (body.has("content_block")) {
                    blocks(Json.MAPPER.createArrayNode().add(body.get("content_block")), own);
                }
            }
            case "openai-responses" -> {
                JsonNode response = body.has("response") ? body.get("response") : body;
                if (response.path("object").asText().equals("response")) {
                    own.add(response);
                    response.path("output").forEach(item -> item(item, own));
                }
            }
            default -> {
                own.add(body);
                body.path("candidates").forEach(candidate -> {
                    own.addAll(List.of(candidate, candidate.path("content")));
                    candidate.path("content").path("parts").forEach(part -> {
                        if (part.has("text") || part.has("functionCall")) {
                            own.addAll(List.of(part, part.path("functionCall")));
                        }
                    });
                });
            }
        }
        return own.stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    private static void blocks(JsonNode blocks, List<JsonNode> own) {
        blocks.forEach(block -> {
            if (Set.of("text", "thinking", "redacted_thinking", "tool_use")
                    .contains(block.path("type").asText())) {
                own.add(block);
            }
        });
    }

    private static void item(JsonNode item, List<JsonNode> own) {
        if (Set.of("message", "reasoning", "function_call", "custom_tool_call")
                .contains(item.path("type").asText())) {
            own.add(item);
            item.path("content").forEach(own::add);
            item.path("summary").forEach(own::add);
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

    /** Kinds of deltas, items and parts: wherever they come, nothing of them is taken for text, and the answer goes on. */
    @ParameterizedTest
    @MethodSource("streams")
    void unknownPiecesOfAStreamAreNoText(Recorded recorded) {
        List<Frame> frames = Crossing.frames(recorded.bytes());
        String expected = Heard.in(recorded.events());
        List<Frame> pieces = pieces(recorded.dialect().name());
        int ends = recorded.dialect().name().equals("gemini") ? frames.size() - 1 : frames.size();
        for (int at = 0; at <= ends; at++) {
            List<Frame> more = new ArrayList<>(frames);
            more.addAll(at, pieces);
            List<Event> events = Crossing.read(recorded.dialect(), more);
            assertThat(Heard.in(events)).as("before frame %d", at).isEqualTo(expected);
            assertThat(events.getLast()).as("before frame %d", at).isInstanceOf(Event.Ended.class);
        }
    }

    private static List<Frame> pieces(String dialect) {
        return switch (dialect) {
            case "openai" ->
                List.of(new Frame("", "{\"choices\":[{\"index\":0,\"delta\":{\"mood\":{\"text\":\"no\"}}}]}"));
            case "anthropic" ->
                List.of(new Frame(
                        "content_block_delta",
                        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"mood_delta\",\"text\":\"no\"}}"));
            case "openai-responses" ->
                Stream.of("added", "done")
                        .map(step -> new Frame(
                                "response.output_item." + step,
                                "{\"type\":\"response.output_item." + step + "\",\"output_index\":99,"
                                        + "\"item\":{\"type\":\"mood\",\"id\":\"mood_1\",\"text\":\"no\"}}"))
                        .toList();
            default ->
                List.of(new Frame(
                        "", "{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"mood\":{\"text\":\"no\"}}]}}]}"));
        };
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
