package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.openai.Lane.Kind;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Sorts the fragments of tool calls into lanes, whatever the service makes of index and id. One for each choice. */
final class CallLanes {

    private final String seed;
    private final UnaryOperator<Lane> open;
    private final Map<Integer, Lane> byIndex = new HashMap<>();
    private int last = -1;
    private int count;

    /** @param seed makes ids where the service gives none */
    CallLanes(String seed, UnaryOperator<Lane> open) {
        this.seed = seed;
        this.open = open;
    }

    /** @param whole whether these are whole calls, which need no index */
    void read(JsonNode delta, boolean whole) {
        JsonNode fragments = delta.path("tool_calls");
        for (int i = 0; i < fragments.size(); i++) {
            JsonNode fragment = fragments.path(i);
            fragment(fragment, whole ? i : index(fragment));
        }
        if (delta.path("function_call").isObject()) {
            grow(lane(0, delta), delta.get("function_call"));
        }
    }

    private void fragment(JsonNode fragment, int index) {
        Lane lane = lane(index, fragment);
        if (fragment.path("custom").isObject()) {
            lane.tool = Tool.Kind.CUSTOM;
            grow(lane, fragment.get("custom"));
        } else {
            grow(lane, fragment.path("function"));
        }
        JsonNode signature = fragment.path("extra_content").path("google").path("thought_signature");
        if (signature.isTextual()) {
            Seal seal = Seal.of(OpenAi.NAME, signature.textValue());
            lane.add(new Event.Sealed(seal));
        }
    }

    /** Without an index an id that is not known tells a new call; without an id, it is more of the last. */
    private int index(JsonNode fragment) {
        JsonNode index = fragment.path("index");
        if (index.isInt() && index.intValue() >= 0) {
            return index.intValue();
        }
        String id = fragment.path("id").asText("");
        if (id.isEmpty()) {
            return Math.max(last, 0);
        }
        for (Map.Entry<Integer, Lane> known : byIndex.entrySet()) {
            if (known.getValue().id.equals(id)) {
                return known.getKey();
            }
        }
        return last + 1;
    }

    /** The same index with another id is another call: some services count every call 0. */
    private Lane lane(int index, JsonNode fragment) {
        String id = fragment.path("id").asText("");
        last = Math.max(last, index);
        Lane known = byIndex.get(index);
        if (known != null && continues(known, id, fragment)) {
            return known;
        }
        Lane lane = new Lane(Kind.CALL, 0);
        lane.idMade = id.isEmpty();
        lane.id = lane.idMade ? made(count) : id;
        count++;
        byIndex.put(index, lane);
        return open.apply(lane);
    }

    private static boolean continues(Lane known, String id, JsonNode fragment) {
        if (id.isEmpty()) {
            boolean named = !fragment.path("function").path("name").asText("").isEmpty();
            return !(named && known.idMade && known.parses());
        }
        if (known.idMade && known.name.isEmpty()) {
            known.id = id;
            known.idMade = false;
        }
        return known.id.equals(id);
    }

    private static void grow(Lane lane, JsonNode function) {
        if (lane.name.isEmpty()) {
            lane.name = function.path("name").asText("");
        }
        JsonNode arguments = function.has("input") ? function.get("input") : function.path("arguments");
        if (arguments.isTextual()) {
            lane.words(arguments.textValue());
        } else if (arguments.isContainerNode()) {
            lane.words(Json.text(arguments));
        }
    }

    private String made(int ordinal) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((seed + "/" + ordinal).getBytes(StandardCharsets.UTF_8));
            return "call_" + HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
