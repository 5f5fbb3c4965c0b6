package io.github.llmrouter.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** A mapping of a known shape: unknown keys are problems, a null value is an absent one. */
final class Fields {

    /** Stands for a name that is missing or wrong, and has been reported. */
    static final String UNKNOWN = "?";

    private final Document document;
    private final Values values;
    private final Node node;
    private final Shape shape;
    private final Map<String, Node> present = new LinkedHashMap<>();

    Fields(Document document, MappingNode mapping, Shape shape) {
        this(document, (Node) mapping, shape);
        for (NodeTuple entry : Yaml.entries(mapping, document)) {
            String key = Yaml.key(entry);
            if (shape.keys().contains(key)) {
                if (!Values.isNull(entry.getValueNode())) {
                    present.put(key, entry.getValueNode());
                }
            } else if (shape != Shape.FILE || !key.startsWith("x-")) {
                unknown(entry.getKeyNode(), key);
            }
        }
    }

    private Fields(Document document, Node node, Shape shape) {
        this.document = document;
        this.values = new Values(document);
        this.node = node;
        this.shape = shape;
    }

    /** A mapping without entries, for a place where there is none. */
    static Fields none(Document document, Node instead, Shape shape) {
        return new Fields(document, instead, shape);
    }

    /** This mapping with what the one around it says for it; nothing may be said twice. */
    Fields with(Fields outer) {
        var both = new Fields(document, node, shape);
        both.present.putAll(present);
        outer.present.forEach((key, value) -> {
            if (shape.keys().contains(key) && both.present.putIfAbsent(key, value) != null) {
                document.problem(value, "'" + key + "' is there twice, here and inside", "keep one of them");
            }
        });
        return both;
    }

    private void unknown(Node at, String key) {
        String hint = Spelling.hint(key, shape.keys());
        document.problem(
                at,
                "unknown key '" + key + "'",
                hint != null ? hint : "known here: " + String.join(", ", shape.keys()));
    }

    /** The node of the whole mapping. */
    Node node() {
        return node;
    }

    /** Where to point when something is wrong with {@code key}. */
    Node at(String key) {
        return present.getOrDefault(key, node);
    }

    boolean has(String key) {
        return get(key) != null;
    }

    @Nullable
    Node get(String key) {
        if (!shape.keys().contains(key)) {
            throw new IllegalArgumentException(key + " is not a key of " + shape);
        }
        return present.get(key);
    }

    <T> @Nullable T read(String key, Function<Node, @Nullable T> reader) {
        Node value = get(key);
        return value == null ? null : document.reading(key, () -> reader.apply(value));
    }

    <T> T read(String key, Function<Node, @Nullable T> reader, T otherwise) {
        T value = read(key, reader);
        return value == null ? otherwise : value;
    }

    /** Absent is a problem, too. */
    <T> @Nullable T require(String key, Function<Node, @Nullable T> reader) {
        if (!has(key)) {
            // A mapping that is something else altogether has been reported already.
            if (node instanceof MappingNode) {
                document.problem(node, "'" + key + "' is missing");
            }
            return null;
        }
        return read(key, reader);
    }

    @Nullable
    String text(String key) {
        return read(key, values::text);
    }

    /** A text that must be there and must not be blank; {@link #UNKNOWN} after a problem. */
    String requireText(String key) {
        String text = require(key, values::text);
        if (text != null && text.isBlank()) {
            document.problem(at(key), "'" + key + "' must not be empty");
            return UNKNOWN;
        }
        return text == null ? UNKNOWN : text;
    }

    boolean flag(String key, boolean otherwise) {
        return read(key, values::flag, otherwise);
    }

    @Nullable
    Long whole(String key, long least, long most) {
        return read(key, value -> values.whole(value, least, most));
    }

    @Nullable
    BigDecimal amount(String key) {
        return read(key, values::amount);
    }

    @Nullable
    Duration timeout(String key) {
        return read(key, values::timeout);
    }

    List<String> texts(String key) {
        return read(key, values::texts, List.of());
    }

    /** The items of a list; none if there is no list. */
    List<Node> list(String key) {
        return read(key, values::list, List.of());
    }

    /** The list's items as mappings. */
    List<Fields> each(String key, Shape shape) {
        return list(key).stream().map(item -> values.fields(item, shape)).toList();
    }

    /** A mapping inside this one; one without entries if there is none. */
    Fields fields(String key, Shape shape) {
        return read(key, value -> values.fields(value, shape), none(document, node, shape));
    }
}
