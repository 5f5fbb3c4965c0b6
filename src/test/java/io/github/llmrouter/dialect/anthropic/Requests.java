package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Requests of this dialect in tests: made, compared and checked. */
public final class Requests {

    private static final Codec CODEC = new Anthropic().codec();

    private Requests() {}

    /** JSON with single quotes. */
    static JsonNode json(String text) {
        try {
            return Json.read(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Ask ask(JsonNode body) {
        return new Ask(
                Operation.GENERATE,
                body.path("model").asText("m"),
                body.path("stream").asBoolean(),
                body,
                Map.of(),
                Map.of());
    }

    static Chat chat(String body) {
        return CODEC.readRequest(ask(json(body)), new Losses());
    }

    static Aim aim(String model) {
        return aim(model, Map.of());
    }

    static Aim aim(String model, Map<String, String> quirks) {
        return new Aim(model, URI.create("https://api.anthropic.com"), null, quirks);
    }

    /** As the vendor would parse it. */
    static JsonNode written(Chat chat, Aim aim, Losses losses) {
        try {
            return Json.read(Json.text(CODEC.writeRequest(chat, aim, losses)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JsonNode written(Chat chat, String model, Losses losses) {
        return written(chat, aim(model), losses);
    }

    static JsonNode rewritten(JsonNode body, Losses losses) {
        Chat chat = CODEC.readRequest(ask(body), losses);
        return written(chat, chat.model(), losses);
    }

    /** Without what says the same in two ways: strings for single text blocks, defaults spelled out, nulls. */
    static Map<String, JsonNode> normal(JsonNode body) {
        ObjectNode copy = (ObjectNode) clean(body.deepCopy());
        copy.path("messages").forEach(Requests::blocks);
        blocks(copy, "system");
        if (copy.has("output_format")) {
            copy.set(
                    "output_config",
                    Json.object().with("format", copy.remove("output_format")).node());
        }
        if (copy.path("stream").isBoolean() && !copy.path("stream").booleanValue()) {
            copy.remove("stream");
        }
        if (copy.path("tools").isEmpty()) {
            copy.remove("tools");
        }
        Map<String, JsonNode> fields = new HashMap<>();
        copy.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static JsonNode clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
            if (object.path("type").asText().equals("ephemeral")
                    && object.path("ttl").asText().equals("5m")) {
                object.remove("ttl");
            }
            if (object.path("type").asText().equals("tool_result")
                    && !object.path("is_error").asBoolean()) {
                object.remove("is_error");
            }
        }
        node.forEach(Requests::clean);
        return node;
    }

    private static void blocks(JsonNode message) {
        blocks((ObjectNode) message, "content");
        message.path("content").forEach(block -> {
            if (block.path("type").asText().equals("tool_result")) {
                blocks((ObjectNode) block, "content");
            }
        });
    }

    private static void blocks(ObjectNode node, String field) {
        if (node.path(field).isTextual()) {
            String text = node.path(field).textValue();
            ArrayNode array = node.putArray(field);
            if (!text.isEmpty()) {
                array.add(Json.type("text").with("text", text).node());
            }
        }
    }

    /** The rules that hold for every request: turns, pairs, texts, marks. */
    public static void check(JsonNode body) {
        assertThat(body.path("max_tokens").asLong()).isPositive();
        String before = "";
        Set<String> calls = new HashSet<>();
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            assertThat(role).isNotEqualTo(before).isIn("user", "assistant", "system");
            assertThat(message.path("content").isEmpty()
                            && message.path("content").asText().isEmpty())
                    .isFalse();
            content(message, role, calls);
            before = role;
        }
        assertThat(body.findValues("cache_control").size()).isLessThanOrEqualTo(4);
    }

    private static void content(JsonNode message, String role, Set<String> calls) {
        boolean otherSeen = false;
        Set<String> made = new HashSet<>();
        for (JsonNode block : message.path("content")) {
            String type = block.path("type").asText();
            switch (type) {
                case "text" -> assertThat(block.path("text").asText()).isNotBlank();
                case "tool_use" -> {
                    assertThat(block.path("input").isObject()).isTrue();
                    made.add(block.path("id").asText());
                }
                case "tool_result" -> {
                    assertThat(otherSeen).as("results come first").isFalse();
                    assertThat(calls.remove(block.path("tool_use_id").asText())).isTrue();
                }
                default -> {}
            }
            otherSeen |= !type.equals("tool_result");
            assertThat(role.equals("system") && !type.equals("text")).isFalse();
        }
        assertThat(calls).as("calls without results").isEmpty();
        calls.addAll(made);
    }
}
