package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client's JSON Schema: finds what its references mean and folds its {@code allOf}. */
final class SchemaSource {

    /** References that are followed for one schema: each may lead to several others. */
    private static final int PATIENCE = 5_000;

    private final JsonNode root;
    private final Deque<String> open = new ArrayDeque<>();
    private int followed;

    SchemaSource(JsonNode root) {
        this.root = root;
    }

    /**
     * What {@code use} makes of the node that a reference means.
     *
     * @return null if the reference leads nowhere, back to where it is used, or is one of too many
     */
    <T> @Nullable T follow(String reference, Function<ObjectNode, T> use) {
        if (open.contains(reference) || ++followed > PATIENCE || !(target(reference) instanceof ObjectNode target)) {
            return null;
        }
        open.push(reference);
        try {
            return use.apply(target);
        } finally {
            open.pop();
        }
    }

    private @Nullable JsonNode target(String reference) {
        if (!reference.startsWith("#")) {
            return null;
        }
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return root.at(JsonPointer.compile(pointer));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The node without {@code allOf}: what it accepts is never less than before. */
    ObjectNode merged(ObjectNode node) {
        if (!(node.path("allOf") instanceof ArrayNode all)) {
            return node;
        }
        ObjectNode out = node.deepCopy();
        out.remove("allOf");
        all.forEach(each -> add(out, each));
        return out;
    }

    private void add(ObjectNode out, JsonNode each) {
        if (!(each instanceof ObjectNode part)) {
            return;
        }
        if (part.path("$ref").isTextual()) {
            Boolean done = follow(part.get("$ref").textValue(), target -> {
                take(out, merged(target));
                return true;
            });
            if (done == null) {
                return;
            }
        }
        take(out, merged(part));
    }

    private static void take(ObjectNode out, ObjectNode part) {
        part.properties().forEach(field -> {
            JsonNode mine = out.get(field.getKey());
            switch (field.getKey()) {
                case "$ref", "$defs", "definitions" -> {}
                case "properties" -> out.set("properties", union(mine, field.getValue()));
                case "required" -> out.set("required", joined(mine, field.getValue()));
                default -> {
                    if (mine == null) {
                        out.set(field.getKey(), field.getValue());
                    }
                }
            }
        });
    }

    private static JsonNode union(@Nullable JsonNode mine, JsonNode more) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        more.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        if (mine != null) {
            mine.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        }
        return all;
    }

    private static JsonNode joined(@Nullable JsonNode mine, JsonNode more) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (mine != null) {
            mine.forEach(all::add);
        }
        for (JsonNode name : more) {
            boolean known = false;
            for (JsonNode old : all) {
                known |= old.equals(name);
            }
            if (!known) {
                all.add(name);
            }
        }
        return all;
    }
}
