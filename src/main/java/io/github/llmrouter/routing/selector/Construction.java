package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays, objects and strings put together from outputs. */
final class Construction {

    private Construction() {}

    /** {@code [f]}. */
    record Collect(Filter items) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            items.stream(frame, in, item -> {
                frame.budget().step();
                array.add(item);
            });
            out.emit(array, Path.lost(at));
        }
    }

    /** {@code {k: v}}: one object for every combination of outputs. */
    record Fields(List<Field> fields) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            from(0, frame, in, JsonNodeFactory.instance.objectNode(), object -> out.emit(object, Path.lost(at)));
        }

        private void from(
                int i, Frame frame, JsonNode in, ObjectNode soFar, java.util.function.Consumer<JsonNode> out) {
            if (i == fields.size()) {
                out.accept(soFar);
                return;
            }
            Field field = fields.get(i);
            field.key.each(frame, in, key -> {
                if (!key.isTextual()) {
                    throw new Raised("Object keys must be strings");
                }
                field.value.each(frame, in, value -> {
                    frame.budget().step();
                    ObjectNode object = JsonNodeFactory.instance.objectNode();
                    object.setAll(soFar);
                    object.set(key.textValue(), value);
                    from(i + 1, frame, in, object, out);
                });
            });
        }
    }

    record Field(Filter key, Filter value) {}

    /** {@code "a \(f) b"}: the parts give strings; the last one varies slowest. */
    record Interpolation(List<Filter> parts) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            upTo(parts.size() - 1, frame, in, "", text -> out.emit(TextNode.valueOf(text), Path.lost(at)));
        }

        private void upTo(int i, Frame frame, JsonNode in, String tail, java.util.function.Consumer<String> out) {
            if (i < 0) {
                out.accept(tail);
                return;
            }
            parts.get(i).each(frame, in, part -> {
                String text = Values.text(frame.budget(), part);
                frame.budget().write(tail.length());
                upTo(i - 1, frame, in, text + tail, out);
            });
        }
    }
}
