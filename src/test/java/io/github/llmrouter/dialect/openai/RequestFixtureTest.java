package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded requests come back as they were, and whatever of them is lost is reported. */
class RequestFixtureTest {

    private static final String SENTINEL = "sentinel-7319";

    static List<Path> requests() {
        return Answers.recorded(".req.json");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestComesBackAsItWas(Path file) throws IOException {
        JsonNode before = Json.read(Files.readAllBytes(file));
        Losses losses = new Losses();
        JsonNode after = Json.read(Json.bytes(converted(before, losses)));
        ObjectNode expected = (ObjectNode) essence(before);
        losses.dropped().forEach(path -> expected.remove(path.replace("unknown:", "")));
        assertThat(essence(after)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void nothingIsLostInSilence(Path file) throws IOException {
        JsonNode request = Json.read(Files.readAllBytes(file));
        List<String> pointers = new ArrayList<>();
        leaves(request, "", pointers);
        for (String pointer : pointers) {
            JsonNode mutated = request.deepCopy();
            put(mutated, pointer);
            Losses losses = new Losses();
            try {
                JsonNode after = converted(mutated, losses);
                assertThat(Json.text(after).contains(SENTINEL) || reported(pointer, losses) || known(pointer))
                        .as(pointer + " in " + losses.dropped() + losses.changed())
                        .isTrue();
            } catch (FaultException e) {
                assertThat(e.fault().param()).as(pointer).isNotNull();
            }
        }
    }

    /** Model and stream reach the codec outside of the body; a stream of the router's always asks for usage. */
    private static boolean known(String pointer) {
        return pointer.equals("/model") || pointer.equals("/stream");
    }

    /** Under its own path, or as part of what is lost as a whole. */
    private static boolean reported(String pointer, Losses losses) {
        String path = pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
        boolean changed =
                losses.changed().stream().anyMatch(how -> how.contains(path.substring(path.lastIndexOf('.') + 1)));
        return changed || losses.dropped().stream().anyMatch(lost -> path.startsWith(lost.replace("unknown:", "")));
    }

    private static void leaves(JsonNode node, String path, List<String> out) {
        if (node.isValueNode()) {
            out.add(path);
        }
        for (var field : node.properties()) {
            leaves(
                    field.getValue(),
                    path + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                    out);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            leaves(node.get(i), path + "/" + i, out);
        }
    }

    private static void put(JsonNode root, String pointer) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        if (parent instanceof ObjectNode object) {
            object.put(name, SENTINEL);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), JsonNodeFactory.instance.textNode(SENTINEL));
        }
    }

    private static JsonNode converted(JsonNode body, Losses losses) {
        Ask ask = new Ask(
                Operation.GENERATE,
                body.path("model").asText(),
                body.path("stream").asBoolean(false),
                body,
                Map.of(),
                Map.of());
        Chat chat = Answers.CODEC.readRequest(ask, losses);
        Aim aim =
                new Aim(ask.model(), URI.create("https://api.openai.com/v1"), null, Map.of("reasoning_model", "true"));
        Aim plain = new Aim(ask.model(), aim.base(), null, Map.of());
        return Answers.CODEC.writeRequest(chat, body.has("reasoning_effort") ? aim : plain, losses);
    }

    /** Strings and arrays of one text mean the same, as do absent and default values. */
    private static JsonNode essence(JsonNode node) {
        if (node.isArray()) {
            boolean text = node.size() == 1 && node.get(0).path("type").asText().equals("text");
            if (text && node.get(0).size() == 2) {
                return node.get(0).path("text");
            }
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(essence(item)));
            return array;
        } else if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (var field : node.properties()) {
            String name = field.getKey();
            JsonNode value = essence(field.getValue());
            boolean standard = value.isNull()
                    || name.equals("stream") && !value.asBoolean()
                    || name.equals("stream_options")
                    || name.equals("n") && value.asInt() == 1;
            if (!standard) {
                object.set(name, value);
            }
        }
        return object;
    }
}
