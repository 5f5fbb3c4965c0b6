package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import java.util.Set;

/** The fields of an object in an answer that are known here, whether or not the hub has a place for them. For any thread. */
public record Vocabulary(Set<String> words) {

    public static Vocabulary of(String... words) {
        return new Vocabulary(Set.of(words));
    }

    /**
     * Reports the fields that nobody here knows and that say something: a client of another dialect does not get them.
     *
     * @param path of the object, with a dot at its end, or empty
     */
    public void report(JsonNode object, String path, Losses losses) {
        for (var field : object.properties()) {
            JsonNode value = field.getValue();
            boolean silent = value.isNull() || value.isContainerNode() && value.isEmpty();
            if (!silent && !words.contains(field.getKey())) {
                losses.dropped("unknown:" + path + field.getKey(), Weight.HINT);
            }
        }
    }
}
