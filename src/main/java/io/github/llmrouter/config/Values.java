package io.github.llmrouter.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Nodes to typed values; what is none becomes a problem and null. Messages never quote a value: it may be a secret. */
final class Values {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Document document;

    Values(Document document) {
        this.document = document;
    }

    @Nullable
    String text(Node node) {
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.STR)) {
            return scalar.getValue();
        }
        return wrong(node, "text", node instanceof ScalarNode && !isNull(node) ? "put it in quotes" : null);
    }

    @Nullable
    Boolean flag(Node node) {
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.BOOL)) {
            return Boolean.valueOf(scalar.getValue());
        }
        return wrong(node, "true or false", null);
    }

    @Nullable
    Long whole(Node node, long least, long most) {
        BigDecimal number = node.getTag().equals(Tag.INT) ? decimal(node) : null;
        if (number == null) {
            return wrong(node, "a whole number", null);
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            document.misfit(
                    node, "must be " + (most == Long.MAX_VALUE ? "at least " + least : least + " to " + most), null);
            return null;
        }
        return number.longValueExact();
    }

    /** Zero or more. */
    @Nullable
    BigDecimal amount(Node node) {
        BigDecimal number = decimal(node);
        if (number == null) {
            return wrong(node, "a number", null);
        }
        if (number.signum() < 0 || number.compareTo(MOST) > 0) {
            document.misfit(node, number.signum() < 0 ? "must not be negative" : "is too large", null);
            return null;
        }
        return number;
    }

    /** Any finite number; null without a problem if it is none. */
    static @Nullable BigDecimal decimal(Node node) {
        if (!(node instanceof ScalarNode scalar)
                || !(node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT))) {
            return null;
        }
        String text = scalar.getValue();
        try {
            if (text.startsWith("0x") || text.startsWith("0o")) {
                return new BigDecimal(new BigInteger(text.substring(2), text.startsWith("0x") ? 16 : 8));
            }
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Nullable
    Duration duration(Node node) {
        Duration duration = node instanceof ScalarNode scalar ? Units.duration(scalar.getValue()) : null;
        return duration != null ? duration : wrong(node, "a duration", "like 500ms, 10s, 2m or 1h30m");
    }

    /** Longer than nothing. */
    @Nullable
    Duration timeout(Node node) {
        Duration duration = duration(node);
        if (duration != null && (duration.isZero() || duration.compareTo(Duration.ofDays(20)) > 0)) {
            document.misfit(node, "must be longer than 0s and not longer than 20d", null);
            return null;
        }
        return duration;
    }

    @Nullable
    Long size(Node node) {
        Long size = node instanceof ScalarNode scalar ? Units.size(scalar.getValue()) : null;
        return size != null ? size : wrong(node, "a size", "like 32MiB, 10MB or 65536");
    }

    List<Node> list(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrong(node, "a list", "begin each item with '- '");
        return List.of();
    }

    List<String> texts(Node node) {
        return all(node, this::text);
    }

    <T> List<T> all(Node node, Function<Node, @Nullable T> read) {
        var all = new ArrayList<T>();
        for (Node item : list(node)) {
            T value = read.apply(item);
            if (value != null) {
                all.add(value);
            }
        }
        return List.copyOf(all);
    }

    Fields fields(Node node, Shape shape) {
        if (node instanceof MappingNode mapping) {
            return new Fields(document, mapping, shape);
        }
        wrong(node, "a mapping", "with " + String.join(", ", shape.keys()));
        return Fields.none(document, node, shape);
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private <T> @Nullable T wrong(Node node, String wanted, @Nullable String fix) {
        document.misfit(node, "wants " + wanted + ", found " + kind(node), fix);
        return null;
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode mapping -> "a mapping";
            case SequenceNode sequence -> "a list";
            default ->
                switch (node.getTag().getValue()) {
                    case "tag:yaml.org,2002:bool" -> "true or false";
                    case "tag:yaml.org,2002:int" -> "a number";
                    case "tag:yaml.org,2002:float" -> "a decimal number";
                    case "tag:yaml.org,2002:null" -> "nothing";
                    default -> "other text";
                };
        };
    }
}
