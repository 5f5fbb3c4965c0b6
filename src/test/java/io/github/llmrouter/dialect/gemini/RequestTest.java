package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded requests, read and written again. */
class RequestTest {

    private static final Map<String, String> CAMEL = Map.of(
            "inline_data", "inlineData",
            "mime_type", "mimeType",
            "thinking_budget", "thinkingBudget",
            "include_thoughts", "includeThoughts",
            "parameters_json_schema", "parametersJsonSchema",
            "response_mime_type", "responseMimeType",
            "response_schema", "responseSchema");

    static List<Path> requests() {
        return Shared.list("fixtures/gemini", ".req.json").stream()
                .filter(file -> !file.toString().contains("count"))
                .toList();
    }

    static List<Path> clients() {
        return Shared.list("requests", ".json").stream()
                .filter(file -> file.getFileName().toString().startsWith("gemini-cli"))
                .toList();
    }

    private static String model(Path file) {
        String name = file.getFileName().toString().replace(".req.json", "");
        for (JsonNode entry : Fixtures.json(Shared.path("fixtures/INDEX.json"))) {
            Matcher model = Pattern.compile("models/([^:]+):")
                    .matcher(entry.path("path").asText());
            if (entry.get("provider").asText().equals("gemini")
                    && entry.get("case").asText().equals(name)
                    && model.find()) {
                return model.group(1);
            }
        }
        throw new AssertionError("not in the index: " + name);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsWrittenAsItWasRead(Path file) {
        JsonNode body = Fixtures.json(file);
        Losses losses = new Losses();
        Chat chat = Fixtures.request(body, model(file), losses);
        JsonNode written = Fixtures.write(chat, Fixtures.aim(model(file)));
        assertThat(written).isEqualTo(plain(body, losses));
        assertThat(Fixtures.request(written, model(file), new Losses()).turns()).hasSameSizeAs(merged(chat));
    }

    private static List<?> merged(Chat chat) {
        return Stream.concat(
                        chat.instructions().stream().limit(1),
                        Stream.iterate(0, i -> i < chat.conversation().size(), i -> i + 1)
                                .filter(i -> i == 0
                                        || chat.conversation().get(i).role()
                                                != chat.conversation()
                                                        .get(i - 1)
                                                        .role()))
                .toList();
    }

    /** The vendor's defaults left out, its two spellings and two kinds of schemas made one, what was reported removed. */
    private static JsonNode plain(JsonNode body, Losses losses) {
        ObjectNode plain = (ObjectNode) camel(body);
        for (String gone : losses.dropped()) {
            plain.remove(gone.replace("unknown:", ""));
            ObjectNode config = plain.withObject("/toolConfig");
            config.remove(gone.replace("toolConfig.", ""));
            if (config.isEmpty()) {
                plain.remove("toolConfig");
            }
        }
        if (plain.path("generationConfig") instanceof ObjectNode config) {
            config.remove("responseModalities");
            if (config.has("responseSchema")) {
                config.set("responseJsonSchema", SchemaReader.read(config.remove("responseSchema")));
            }
            if (config.isEmpty()) {
                plain.remove("generationConfig");
            }
        }
        if (plain.path("systemInstruction") instanceof ObjectNode system) {
            system.remove("role");
        }
        plain.findParents("parameters")
                .forEach(each -> ((ObjectNode) each)
                        .set("parametersJsonSchema", SchemaReader.read(((ObjectNode) each).remove("parameters"))));
        plain.findParents("functionResponse").forEach(each -> response((ObjectNode) each.get("functionResponse")));
        plain.findParents("data")
                .forEach(each -> ((ObjectNode) each)
                        .put("data", MediaReader.base64(each.get("data").textValue())));
        join((ArrayNode) plain.get("contents"));
        if (plain.path("tools") instanceof ArrayNode tools && tools.path(1).has("functionDeclarations")) {
            tools.insert(0, tools.remove(1));
        }
        return plain;
    }

    private static void response(ObjectNode result) {
        JsonNode response = result.get("response");
        if (!response.has("error")) {
            result.set(
                    "response",
                    Json.object().with("output", Json.text(response)).node());
        }
    }

    private static void join(ArrayNode contents) {
        for (int i = contents.size() - 1; i > 0; i--) {
            if (contents.get(i).get("role").equals(contents.get(i - 1).get("role"))) {
                ((ArrayNode) contents.get(i - 1).get("parts"))
                        .addAll((ArrayNode) contents.get(i).get("parts"));
                contents.remove(i);
            }
        }
    }

    private static JsonNode camel(JsonNode node) {
        if (node.isArray()) {
            return Json.array(node.valueStream().map(RequestTest::camel));
        }
        if (!node.isObject()) {
            return node;
        }
        Json out = Json.object();
        node.properties()
                .forEach(
                        field -> out.with(CAMEL.getOrDefault(field.getKey(), field.getKey()), camel(field.getValue())));
        return out.node();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void whatGeminiCliSendsIsReadWithNothingUnknown(Path file) {
        JsonNode body = Fixtures.json(file).get("body");
        Losses losses = new Losses();
        Chat chat = Fixtures.request(body, "gemini-2.5-pro", losses);
        assertThat(losses.isEmpty()).isTrue();
        JsonNode written = Fixtures.write(chat, Fixtures.aim("gemini-2.5-pro"));
        assertThat(written.at("/tools/0/functionDeclarations")).hasSameSizeAs(body.at("/tools/0/functionDeclarations"));
        assertThat(written.get("generationConfig")).isEqualTo(body.get("generationConfig"));
    }

    /** A strange value in any leaf must be found again, in the written request or in the report, or be refused. */
    @ParameterizedTest
    @MethodSource("requests")
    void nothingIsLostInSilence(Path file) {
        JsonNode body = Fixtures.json(file);
        for (String pointer : leaves(body, "").toList()) {
            JsonNode changed = body.deepCopy();
            String name = pointer.substring(pointer.lastIndexOf('/') + 1);
            JsonNode parent = changed.at(pointer.substring(0, pointer.lastIndexOf('/')));
            if (parent instanceof ObjectNode object) {
                object.put(name, "sentinel_1");
            } else {
                ((ArrayNode) parent).set(Integer.parseInt(name), "sentinel_1");
            }
            Losses losses = new Losses();
            String written;
            try {
                Chat chat = Fixtures.request(changed, model(file), losses);
                written = Json.text(Fixtures.CODEC.writeRequest(chat, Fixtures.aim(model(file)), losses));
            } catch (FaultException e) {
                continue;
            }
            boolean known = written.contains("sentinel_1") || written.contains("sentinel/1");
            String path = pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
            boolean reported = Stream.of(losses.dropped(), losses.changed())
                    .flatMap(java.util.Set::stream)
                    .map(loss -> loss.replace("unknown:", ""))
                    .anyMatch(loss -> path.startsWith(loss.replaceAll("\\(.*", "")) || loss.contains(".schema."));
            assertThat(known || reported || pointer.contains("propertyOrdering"))
                    .as(pointer)
                    .isTrue();
        }
    }

    private static Stream<String> leaves(JsonNode node, String pointer) {
        if (node.isObject()) {
            return node.properties().stream()
                    .flatMap(field -> leaves(field.getValue(), pointer + "/" + field.getKey()));
        }
        if (node.isArray()) {
            return Stream.iterate(0, i -> i < node.size(), i -> i + 1)
                    .flatMap(i -> leaves(node.get(i), pointer + "/" + i));
        }
        return Stream.of(pointer);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void resultsFollowTheirCallsAndNoPartIsEmpty(Path file) {
        Chat chat = Fixtures.request(Fixtures.json(file), model(file), new Losses());
        JsonNode contents = Fixtures.write(chat, Fixtures.aim(model(file))).get("contents");
        for (int i = 0; i < contents.size(); i++) {
            contents.get(i).get("parts").forEach(part -> assertThat(part).isNotEmpty());
            int calls = count(contents.get(i), "functionCall");
            if (calls > 0) {
                assertThat(count(contents.path(i + 1), "functionResponse")).isEqualTo(calls);
            }
        }
        List<Part> results = chat.turns().stream()
                .map(Turn::parts)
                .flatMap(List::stream)
                .filter(Part.ToolResult.class::isInstance)
                .toList();
        results.forEach(result -> assertThat(chat.has(part ->
                        part instanceof Part.ToolCall call && call.id().equals(((Part.ToolResult) result).callId())))
                .isTrue());
    }

    private static int count(JsonNode content, String kind) {
        return (int) content.path("parts")
                .valueStream()
                .filter(part -> part.has(kind))
                .count();
    }
}
