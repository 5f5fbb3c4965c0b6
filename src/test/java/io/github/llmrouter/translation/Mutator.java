package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spoils JSON trees: fields vanish, double, change their type, grow absurdly, or come from somewhere else. */
final class Mutator {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;
    /** Pieces of other bodies to put in, of any type. */
    private final List<JsonNode> scraps;

    Mutator(Random random, List<JsonNode> scraps) {
        this.random = random;
        this.scraps = scraps;
    }

    /** A spoilt copy. */
    JsonNode spoilt(JsonNode original) {
        JsonNode[] holder = {original.deepCopy()};
        for (int n = 1 + random.nextInt(random.nextInt(8) == 0 ? 8 : 3); n > 0; n--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(holder[0], containers);
            if (containers.isEmpty() || random.nextInt(200) == 0) {
                holder[0] = junk(holder[0]);
            } else if (containers.get(random.nextInt(containers.size())) instanceof ObjectNode object) {
                spoil(object);
            } else {
                spoil((ArrayNode) containers.stream()
                        .filter(ArrayNode.class::isInstance)
                        .skip(random.nextInt((int) containers.stream()
                                .filter(ArrayNode.class::isInstance)
                                .count()))
                        .findFirst()
                        .orElseThrow());
            }
        }
        return holder[0];
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode() && !node.isEmpty()) {
            into.add(node);
            node.forEach(inner -> collect(inner, into));
        }
    }

    private void spoil(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 ->
                object.set(
                        name + (random.nextBoolean() ? "_x" : "s"),
                        object.get(name).deepCopy());
            case 2 ->
                object.set(
                        names.get(random.nextInt(names.size())),
                        object.get(name).deepCopy());
            case 3 -> object.set("unknown_" + random.nextInt(3), junk(JSON.nullNode()));
            default -> object.set(name, junk(object.get(name)));
        }
    }

    private void spoil(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(6)) {
            case 0 -> array.remove(at);
            case 1 -> array.insert(at, array.get(at).deepCopy());
            case 2 -> array.insert(0, array.remove(at));
            case 3 -> array.insert(at, junk(array.get(at)));
            default -> array.set(at, junk(array.get(at)));
        }
    }

    /** Something else in the place of {@code old}. */
    private JsonNode junk(JsonNode old) {
        return switch (random.nextInt(16)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.textNode(text(old));
            case 2 -> number();
            case 3 -> JSON.booleanNode(random.nextBoolean());
            case 4 -> JSON.arrayNode();
            case 5 -> JSON.objectNode();
            case 6 -> JSON.arrayNode().add(old.deepCopy());
            case 7 -> JSON.objectNode().set("type", old.deepCopy());
            case 8 -> random.nextInt(4) == 0 ? deep() : JSON.textNode("");
            case 9, 10 -> JSON.textNode(text(old));
            default -> scraps.get(random.nextInt(scraps.size())).deepCopy();
        };
    }

    private String text(JsonNode old) {
        String was = old.isTextual() ? old.textValue() : Json.text(old);
        int at = random.nextInt(was.length() + 1);
        return switch (random.nextInt(10)) {
            case 0 -> was.substring(0, at);
            case 1 -> was.substring(0, at) + "\uD83D" + was.substring(at);
            case 2 -> was.substring(0, at) + "\uDE00" + was.substring(at);
            case 3 -> was + was;
            case 4 -> was.substring(0, at) + "\0\r\n\u2028\"\\" + was.substring(at);
            case 5 -> "{\"a\":\"\\ud83d\"}";
            case 6 -> "data:image/png;base64," + was;
            case 7 -> was.repeat(was.length() > 200 ? 1 : 1 + random.nextInt(100));
            case 8 -> "[1,2.50,1e400]";
            default -> " " + was + "\n";
        };
    }

    private JsonNode number() {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.numberNode(-1);
            case 1 -> JSON.numberNode(0);
            case 2 -> JSON.numberNode(Long.MAX_VALUE);
            case 3 -> JSON.numberNode(new BigDecimal("1e400"));
            case 4 -> JSON.numberNode(new BigDecimal("-9".repeat(1) + "9".repeat(300)));
            case 5 -> JSON.numberNode(new BigDecimal("0.000"));
            case 6 -> JSON.numberNode(Integer.MIN_VALUE);
            default -> JSON.numberNode(random.nextInt(5000));
        };
    }

    private JsonNode deep() {
        JsonNode node = JSON.textNode("deep");
        for (int n = random.nextInt(150); n > 0; n--) {
            node = random.nextBoolean()
                    ? JSON.arrayNode().add(node)
                    : JSON.objectNode().set("type", node);
        }
        return node;
    }
}
