package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 27, no silent loss: each leaf of each recorded request is replaced in turn by something unmistakable, and that is then
 * found in the converted request, or the conversion reports or refuses the field.
 */
class SentinelTest {

    private static final String WORD = "sentinel7f3";
    private static final int NUMBER = 7193;
    /** Of the word, without what depends on its neighbours. */
    private static final String BASE64 = "c2VudGluZWw3Zj";
    /** What the hub calls fields that a dialect names otherwise. */
    private static final Map<String, String> HUB = Map.ofEntries(
            Map.entry("userid", "user"),
            Map.entry("safetyidentifier", "user"),
            Map.entry("safetysettings", "safety"),
            Map.entry("thinkingconfig", "thinking"),
            Map.entry("includethoughts", "thoughts"),
            Map.entry("reasoning", "thinking"),
            Map.entry("reasoningeffort", "thinking"),
            Map.entry("outputconfig", "thinking"),
            Map.entry("responseformat", "output"),
            Map.entry("responsejsonschema", "output"),
            Map.entry("responseschema", "output"),
            Map.entry("responsemimetype", "output"),
            Map.entry("responselogprobs", "logprobs"),
            Map.entry("signature", "reasoning"),
            Map.entry("thinking", "reasoning"),
            Map.entry("data", "reasoning"),
            Map.entry("thoughtsignature", "reasoning"),
            Map.entry("encryptedcontent", "reasoning"),
            Map.entry("stopsequences", "stop"));

    /** What may go without a word, because nothing is lost with it. */
    private static final Map<String, String> NO_LOSS = Map.ofEntries(
            Map.entry("model", "the router names the upstream's model"),
            Map.entry("stream", "the gateway streams to each side as that side wants it"),
            Map.entry("stream_options.include_usage", "the answer's writer obeys it"),
            Map.entry("functionResponse.name", "repeats the name of the call that it answers"),
            Map.entry("source.media_type", "of a text: plain, whatever it says"),
            Map.entry("input_schema.$schema", "names the standard that every vendor assumes"),
            Map.entry("parameters.type", "arguments are an object, whatever it says"),
            Map.entry("propertyOrdering[]", "the order of the properties themselves is kept"),
            Map.entry("json_schema.name", "a label that only OpenAI wants"),
            Map.entry("json_schema.strict", "the schema is binding there in any case"),
            Map.entry("format.strict", "the schema is binding there in any case"),
            Map.entry("format.name", "a label that only OpenAI wants"));

    /** A place in a request: the way to it, by names and indexes. */
    record Leaf(List<Object> path) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            path.forEach(step -> text.append(step instanceof Integer ? "[" + step + "]" : "." + step));
            return text.substring(1);
        }

        boolean harmless() {
            String shape = shape();
            return NO_LOSS.keySet().stream().anyMatch(known -> shape.endsWith("." + known));
        }

        /** The same for all elements of an array. */
        String shape() {
            StringBuilder shape = new StringBuilder();
            path.forEach(step -> shape.append(step instanceof Integer ? "[]" : "." + step));
            return shape.toString();
        }

        Set<String> names() {
            Set<String> names = new HashSet<>();
            path.forEach(step -> {
                if (step instanceof String name) {
                    names.add(plain(name));
                    names.add(HUB.getOrDefault(plain(name), ""));
                }
            });
            names.removeAll(Set.of("", "messages", "content", "contents", "parts", "input", "type", "config"));
            return names;
        }
    }

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

    @ParameterizedTest
    @MethodSource("questions")
    void everyLeafArrivesOrIsReported(Question question) {
        Set<String> shapes = new HashSet<>();
        JsonNode before = question.crossing().request();
        List<String> lost = new ArrayList<>();
        for (Leaf leaf : leaves(question.ask().body(), List.of(), new ArrayList<>())) {
            if (shapes.add(leaf.shape()) && !leaf.harmless() && !accounted(question, leaf, before)) {
                lost.add(leaf.toString());
            }
        }
        assertThat(lost).isEmpty();
    }

    private static boolean accounted(Question question, Leaf leaf, JsonNode before) {
        JsonNode mutated = mutated(question.ask().body().deepCopy(), leaf);
        Crossing crossing;
        JsonNode after;
        try {
            crossing = question.with(mutated).crossing();
            after = crossing.request();
        } catch (FaultException e) {
            return e.fault().param() != null;
        }
        JsonNode old = at(question.ask().body(), leaf);
        String sentinel = old.isNumber() ? Integer.toString(NUMBER) : WORD;
        boolean mapped = !old.isTextual() && !after.equals(before);
        return mapped
                || Json.text(after).contains(sentinel)
                || Json.text(after).contains(BASE64)
                || crossing.report().contains(sentinel)
                || reported(mutated, leaf, crossing.losses)
                || old.isBoolean() && reportedUnchanged(question, leaf);
    }

    /** What was wanted could not be had, and now nobody wants it. */
    private static boolean reportedUnchanged(Question question, Leaf leaf) {
        Crossing crossing = question.crossing();
        crossing.request();
        return reported(question.ask().body(), leaf, crossing.losses);
    }

    private static boolean reported(JsonNode body, Leaf leaf, Losses losses) {
        Set<String> names = leaf.names();
        String path = leaf.toString();
        Set<String> types = types(body, leaf);
        return Stream.of(losses.dropped(), losses.changed(), losses.emulated())
                .flatMap(Set::stream)
                .map(loss -> loss.replace("unknown:", "").replaceAll("\\(.*", ""))
                .anyMatch(loss -> types.contains(loss.substring(loss.indexOf(':') + 1))
                        || loss.contains("[") && path.startsWith(loss)
                        || Arrays.stream(loss.split("[.\\[\\]]"))
                                .map(SentinelTest::plain)
                                .anyMatch(names::contains));
    }

    /** Of the objects around it: a block goes as a whole. */
    private static Set<String> types(JsonNode body, Leaf leaf) {
        Set<String> types = new HashSet<>();
        for (int i = 1; i < leaf.path().size(); i++) {
            types.add(at(body, new Leaf(leaf.path().subList(0, i))).path("type").asText("-"));
        }
        return types;
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    private static List<Leaf> leaves(JsonNode node, List<Object> path, List<Leaf> out) {
        if (node.isObject()) {
            node.properties().forEach(field -> leaves(field.getValue(), with(path, field.getKey()), out));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(node.get(i), with(path, i), out);
            }
        } else if (!node.isNull()) {
            out.add(new Leaf(path));
        }
        return out;
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    private static JsonNode at(JsonNode node, Leaf leaf) {
        JsonNode found = node;
        for (Object step : leaf.path()) {
            found = step instanceof Integer index ? found.get(index) : found.get((String) step);
        }
        return found;
    }

    private static JsonNode mutated(JsonNode body, Leaf leaf) {
        JsonNode old = at(body, leaf);
        JsonNode value = old.isTextual()
                ? JsonNodeFactory.instance.textNode(WORD)
                : old.isNumber()
                        ? JsonNodeFactory.instance.numberNode(NUMBER)
                        : JsonNodeFactory.instance.booleanNode(!old.booleanValue());
        List<Object> path = leaf.path();
        JsonNode parent = at(body, new Leaf(path.subList(0, path.size() - 1)));
        if (parent instanceof ObjectNode object) {
            object.set((String) path.getLast(), value);
        } else {
            ((ArrayNode) parent).set((Integer) path.getLast(), value);
        }
        return body;
    }
}
