package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a foreign file. Whoever has read it says so with {@link #rest}, and keys that nobody asked for are told. */
final class Source {

    /** No number of a configuration has more; one like 1e999999999 would fill the memory when it is written out. */
    private static final int DIGITS = 40;

    private final Node node;
    private final Remarks remarks;
    private final UnaryOperator<String> spelling;
    private final Map<String, NodeTuple> unread = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** @param spelling makes the many spellings of a key one */
    Source(Node node, Remarks remarks, UnaryOperator<String> spelling) {
        this.node = node;
        this.remarks = remarks;
        this.spelling = spelling;
        for (NodeTuple entry : entries(node)) {
            String key = spelling.apply(key(entry));
            unread.putIfAbsent(key, entry);
            if (!entry.getValueNode().getTag().equals(Tag.NULL)) {
                values.putIfAbsent(key, entry.getValueNode());
            }
        }
    }

    /** None if it is no mapping. */
    static List<NodeTuple> entries(@Nullable Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    static String key(NodeTuple entry) {
        return ((ScalarNode) entry.getKeyNode()).getValue();
    }

    Node node() {
        return node;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Where to point for {@code key}. */
    Node at(String key) {
        return values.getOrDefault(key, node);
    }

    /** The first of these keys that is there. */
    @Nullable
    Node get(String... keys) {
        Arrays.asList(keys).forEach(unread::remove);
        return Arrays.stream(keys)
                .map(values::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Any single value as text, stripped; null, and told, if it is something else. */
    @Nullable
    String text(String... keys) {
        Node value = get(keys);
        if (value == null || value instanceof ScalarNode) {
            return scalar(value);
        }
        remarks.warning(value, "'" + keys[0] + "' wants a single value and is not heeded");
        return null;
    }

    /** One text or a list of them. */
    List<Node> scalars(String... keys) {
        return items(keys).stream().filter(ScalarNode.class::isInstance).toList();
    }

    /** The items of a list; a single value is a list of one. */
    List<Node> items(String... keys) {
        return switch (get(keys)) {
            case null -> List.of();
            case SequenceNode list -> list.getValue();
            case Node single -> List.of(single);
        };
    }

    /** The items of a list that are mappings; others are told. */
    List<Source> each(String... keys) {
        return items(keys).stream()
                .flatMap(item -> {
                    if (item instanceof MappingNode) {
                        return Stream.of(new Source(item, remarks, spelling));
                    }
                    remarks.warning(item, "'" + keys[0] + "' wants mappings; this is not heeded");
                    return Stream.empty();
                })
                .toList();
    }

    /** A mapping inside this one, empty if there is none. */
    Source inner(String... keys) {
        Node value = get(keys);
        return value instanceof MappingNode
                ? new Source(value, remarks, spelling)
                : new Source(new Draft(value == null ? node : value).node(), remarks, spelling);
    }

    boolean flag(String key, boolean otherwise) {
        String text = text(key);
        return text == null ? otherwise : text.equalsIgnoreCase("true");
    }

    @Nullable
    BigDecimal number(String... keys) {
        String text = text(keys);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() <= DIGITS && Math.abs(number.scale()) <= DIGITS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as one that is beyond all reason
        }
        remarks.warning(get(keys), "'" + keys[0] + "' wants a number and is not heeded");
        return null;
    }

    /** Keys that have no effect in their own system either. */
    Source skip(String... keys) {
        get(keys);
        return this;
    }

    /** Tells of a key that cannot be honoured, if it is there. */
    Source refuse(String key, String why) {
        NodeTuple entry = unread.remove(key);
        if (entry != null && has(key)) {
            remarks.warning(entry.getKeyNode(), "'" + key(entry) + "' is not heeded: " + why);
        }
        return this;
    }

    /** Tells of all keys that nobody asked for. */
    void rest() {
        unread.forEach((key, entry) -> {
            if (has(key)) {
                remarks.warning(entry.getKeyNode(), "'" + key(entry) + "' is not heeded: it has no counterpart here");
            }
        });
        unread.clear();
    }

    static @Nullable String scalar(@Nullable Node node) {
        return node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)
                ? scalar.getValue().strip()
                : null;
    }
}
