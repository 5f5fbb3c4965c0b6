package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.OpenAiFaults;
import io.github.llmrouter.dialect.SseTap;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Overhears a stream of chunks. Once content has come by, only chunks that look remarkable are parsed. */
final class ChunkTap extends SseTap {

    private static final byte[] DONE = needle("[DONE]");
    private static final byte[] FINISH = needle("\"finish_reason\"");
    private static final byte[] USAGE = needle("\"usage\"");
    private static final byte[] ERROR = needle("\"error\"");
    private static final byte[] CHOICES = needle("\"choices\"");
    private static final byte[] INDEX = needle("\"index\"");

    private final BitSet seen = new BitSet();
    private final BitSet finished = new BitSet();

    @Override
    protected void frame(byte[] data, int length) throws IOException {
        if (length <= 8 && contains(data, length, DONE)) {
            complete = true;
        } else if (!content || remarkable(data, length)) {
            look(tree(data, length));
        }
    }

    private void look(JsonNode chunk) {
        Fault failed = OpenAiFaults.inBand(chunk);
        if (failed != null) {
            fault = failed;
        }
        Usage told = Tokens.read(chunk.get("usage"), chunk.get("service_tier"));
        if (told != null) {
            usage = told;
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = Math.max(0, choice.path("index").asInt(0));
            seen.set(index);
            boolean ends = !choice.path("finish_reason").asText("").isEmpty()
                    && !choice.path("finish_reason").isNull();
            if (ends) {
                finishes = List.of(choice.path("finish_reason").asText());
                model = chunk.path("model").asText();
                finished.set(index);
            }
            content |= ends || said(choice.path("delta"));
        }
        complete |= !seen.isEmpty() && finished.cardinality() == seen.cardinality();
    }

    /** A role or an empty text is nothing that a user would notice. */
    private static boolean said(JsonNode delta) {
        for (var field : delta.properties()) {
            JsonNode value = field.getValue();
            boolean empty =
                    value.isNull() || value.isValueNode() && value.asText().isEmpty() || isEmpty(value);
            if (!empty && !field.getKey().equals("role")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isContainerNode() && value.isEmpty();
    }

    /** One pass: a member that ends something, counts something, reports an error, or belongs to a further choice. */
    private static boolean remarkable(byte[] data, int length) {
        boolean choices = false;
        for (int i = 0; i < length - 8; i++) {
            if (data[i] != '"') {
                continue;
            }
            switch (data[i + 1]) {
                case 'f' -> {
                    if (told(data, i, length, FINISH)) {
                        return true;
                    }
                }
                case 'u' -> {
                    if (told(data, i, length, USAGE)) {
                        return true;
                    }
                }
                case 'e' -> {
                    if (told(data, i, length, ERROR)) {
                        return true;
                    }
                }
                case 'i' -> {
                    if (told(data, i, length, INDEX)) {
                        return true;
                    }
                }
                case 'c' -> choices |= at(data, i, length, CHOICES);
                default -> {}
            }
        }
        return !choices;
    }

    /** Whether this member stands here with a value other than null or 0. Inside a string it would be escaped. */
    private static boolean told(byte[] data, int from, int length, byte[] member) {
        if (!at(data, from, length, member)) {
            return false;
        }
        for (int i = from + member.length; i < length; i++) {
            byte b = data[i];
            if (b != ' ' && b != ':') {
                return b != 'n' && b != '0';
            }
        }
        return true;
    }

    private static boolean at(byte[] data, int from, int length, byte[] member) {
        return from + member.length <= length
                && Arrays.equals(data, from, from + member.length, member, 0, member.length);
    }
}
