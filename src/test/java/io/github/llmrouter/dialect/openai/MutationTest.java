package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of a request or an answer on the way, it ends in a valid answer or a fault. */
class MutationTest {

    private static final int RUNS = 200;
    private static final String[] STRANGE = {
        "null", "0", "-1", "1e400", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "true", "{\"type\":\"text\"}"
    };

    private final Random random = new Random(7319);

    static List<Path> requests() {
        return Answers.recorded(".req.json");
    }

    static List<Path> wholes() {
        return Answers.recorded(".res.json");
    }

    static List<Path> streams() {
        return Answers.recorded(".sse");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsConvertedOrRefused(Path file) throws IOException {
        for (int run = 0; run < RUNS; run++) {
            JsonNode body = mutated(Json.read(Files.readAllBytes(file)));
            Ask ask = new Ask(Operation.GENERATE, "m", false, body, Map.of(), Map.of());
            try {
                Chat chat = Answers.CODEC.readRequest(ask, new Losses());
                Requests.write(chat, Requests.aim(Requests.OTHER, "m"));
                Requests.write(chat, Requests.aim(Requests.OPENAI, "gpt-5.6"));
            } catch (FaultException e) {
                assertThat(e.fault().param()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void wholeAnswerIsReadOrFails(Path file) throws IOException {
        for (int run = 0; run < RUNS; run++) {
            assertValid(Answers.CODEC.readAnswer(mutated(Json.read(Files.readAllBytes(file))), new Losses()));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamIsReadOrFails(Path file) throws IOException {
        byte[] sse = Files.readAllBytes(file);
        for (int run = 0; run < RUNS; run++) {
            byte[] flipped = sse.clone();
            for (int i = 0; i < 3; i++) {
                flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            }
            assertValid(Answers.stream(flipped, new int[0]));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamOfStrangeChunksIsReadOrFails(Path file) throws IOException {
        List<JsonNode> chunks = Answers.chunksOf(Files.readString(file));
        for (int run = 0; run < RUNS; run++) {
            StringBuilder sse = new StringBuilder();
            int strange = random.nextInt(chunks.size());
            for (int i = Math.max(0, strange - 5); i < chunks.size() && i < strange + 5; i++) {
                JsonNode chunk = i == strange ? mutated(chunks.get(i).deepCopy()) : chunks.get(i);
                sse.append("data: ").append(Json.text(chunk)).append("\n\n");
            }
            assertValid(Answers.stream(sse + "data: [DONE]\n\n"));
        }
    }

    /** Ends exactly once, and survives being written again. */
    private static void assertValid(List<Event> events) throws IOException {
        Event last = events.get(events.size() - 1);
        assertThat(last instanceof Event.Ended || last instanceof Event.Failed).isTrue();
        assertThat(events.stream().filter(event -> event instanceof Event.Ended || event instanceof Event.Failed))
                .hasSize(1);
        Answers.write(Answers.asked("{}"), events);
        if (last instanceof Event.Ended) {
            Answers.write(Answers.asked("{}"), Answers.fold(events));
        }
    }

    private JsonNode mutated(JsonNode root) throws IOException {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode at = containers.get(random.nextInt(containers.size()));
        JsonNode value = Json.read(STRANGE[random.nextInt(STRANGE.length)]);
        if (at instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.nextInt(names.size())), value);
        } else {
            ((ArrayNode) at).set(random.nextInt(at.size()), value);
        }
        return root;
    }

    private static void collect(JsonNode node, List<JsonNode> out) {
        if (node.isContainerNode() && !node.isEmpty()) {
            out.add(node);
            node.forEach(inner -> collect(inner, out));
        }
    }
}
