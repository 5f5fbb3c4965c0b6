package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code as}: the variables that it binds, and one or more patterns that are tried in order until one
 * fits and what follows does not fail.
 */
record Patterns(List<String> variables, List<Pattern> alternatives) {

    Patterns {
        variables = List.copyOf(variables);
        alternatives = List.copyOf(alternatives);
    }

    /** One variable for the whole value; its name does not matter once names are resolved. */
    static Patterns variable() {
        return new Patterns(List.of(""), List.of(new Whole(0)));
    }

    Names declare(Names names) {
        Names declared = names;
        for (String variable : variables) {
            declared = declared.variable(variable);
        }
        return declared;
    }

    /** What runs with the variables bound; {@code downstream} tells errors of consumers from its own. */
    @FunctionalInterface
    interface Body {
        void run(Frame bound, Flow.Downstream downstream);
    }

    void bind(Frame frame, JsonNode value, Body body) {
        for (int i = 0; ; i++) {
            Flow.Downstream downstream = new Flow.Downstream();
            try {
                JsonNode[] slots = new JsonNode[variables.size()];
                Arrays.fill(slots, Values.NULL);
                alternatives.get(i).match(frame, value, slots, () -> body.run(frame(frame, slots), downstream));
                return;
            } catch (Raised e) {
                if (downstream.passed(e) || i == alternatives.size() - 1) {
                    throw e;
                }
            }
        }
    }

    private static Frame frame(Frame outside, JsonNode[] slots) {
        Frame frame = outside;
        for (JsonNode slot : slots) {
            frame = frame.with(slot);
        }
        return frame;
    }

    /** A shape that takes a value apart. */
    sealed interface Pattern {

        /** Fills the slots and runs {@code next}, once for every way that computed keys allow. */
        void match(Frame frame, JsonNode value, JsonNode[] slots, Runnable next);
    }

    record Whole(int slot) implements Pattern {
        @Override
        public void match(Frame frame, JsonNode value, JsonNode[] slots, Runnable next) {
            slots[slot] = value;
            next.run();
        }
    }

    record Elements(List<Pattern> elements) implements Pattern {
        @Override
        public void match(Frame frame, JsonNode value, JsonNode[] slots, Runnable next) {
            if (!value.isArray() && !value.isNull()) {
                throw new Raised("Cannot index " + Values.type(value) + " with number (0)");
            }
            from(0, frame, value, slots, next);
        }

        private void from(int i, Frame frame, JsonNode value, JsonNode[] slots, Runnable next) {
            if (i == elements.size()) {
                next.run();
            } else {
                JsonNode element = Values.orNull(value.get(i));
                elements.get(i).match(frame, element, slots, () -> from(i + 1, frame, value, slots, next));
            }
        }
    }

    record Fields(List<Field> fields) implements Pattern {
        @Override
        public void match(Frame frame, JsonNode value, JsonNode[] slots, Runnable next) {
            from(0, frame, value, slots, next);
        }

        private void from(int i, Frame frame, JsonNode value, JsonNode[] slots, Runnable next) {
            if (i == fields.size()) {
                next.run();
                return;
            }
            Field field = fields.get(i);
            field.key.each(frame, value, key -> {
                if (!key.isTextual()) {
                    throw new Raised("Cannot index " + Values.type(value) + " with " + Raised.show(key));
                }
                JsonNode found = Access.field(value, key.textValue());
                Runnable rest = () -> from(i + 1, frame, value, slots, next);
                Pattern inner = field.inner;
                Runnable deeper = inner == null ? rest : () -> inner.match(frame, found, slots, rest);
                field.pattern.match(frame, found, slots, deeper);
            });
        }
    }

    /** A key and the shape of what is under it; {@code $a: [...]} has two. */
    record Field(Filter key, Pattern pattern, @Nullable Pattern inner) {}
}
