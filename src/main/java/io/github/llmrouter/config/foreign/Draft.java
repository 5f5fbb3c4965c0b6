package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of the native format under writing; nodes stand where that stands from which they are made. */
final class Draft {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file|jndi|sys):[^}]+}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final Node at;
    private final List<NodeTuple> entries = new ArrayList<>();

    Draft(Node at) {
        this.at = at;
    }

    /** Nothing is written for null. */
    Draft with(String key, @Nullable Node value) {
        if (value != null) {
            entries.add(new NodeTuple(text(key, value), value));
        }
        return this;
    }

    /** Nothing is written for an empty list. */
    Draft with(String key, List<? extends Node> values) {
        return values.isEmpty() ? this : with(key, list(values, values.getFirst()));
    }

    /** Nothing is written for an empty mapping. */
    Draft with(String key, Draft inner) {
        return inner.isEmpty() ? this : with(key, inner.node());
    }

    Draft with(String key, @Nullable String text, Node source) {
        return text == null ? this : with(key, text(text, source));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    MappingNode node() {
        return new MappingNode(Tag.MAP, true, entries, at.getStartMark(), at.getEndMark(), FlowStyle.BLOCK);
    }

    static ScalarNode text(String text, Node at) {
        return scalar(Tag.STR, text, at);
    }

    static ScalarNode whole(long number, Node at) {
        return scalar(Tag.INT, Long.toString(number), at);
    }

    static ScalarNode number(BigDecimal number, Node at) {
        String text = number.stripTrailingZeros().toPlainString();
        return scalar(text.contains(".") ? Tag.FLOAT : Tag.INT, text, at);
    }

    static ScalarNode flag(boolean flag, Node at) {
        return scalar(Tag.BOOL, Boolean.toString(flag), at);
    }

    /** A reference to an environment variable. */
    static ScalarNode variable(String name, Node at) {
        return text("${env:" + name + "}", at);
    }

    /** As {@link #value(String)}. */
    static ScalarNode value(String text, Node at) {
        return text(value(text), at);
    }

    /** Text in a place where references are resolved: native ones stay, <code>${NAME}</code> alone becomes one, the rest is literal. */
    static String value(String text) {
        if (REFERENCE.matcher(text).find()) {
            return text;
        }
        var variable = VARIABLE.matcher(text.strip());
        return variable.matches() ? "${env:" + variable.group(1) + "}" : text.replace("${", "$${");
    }

    static SequenceNode list(List<? extends Node> items, Node at) {
        return new SequenceNode(Tag.SEQ, true, List.copyOf(items), at.getStartMark(), at.getEndMark(), FlowStyle.BLOCK);
    }

    private static ScalarNode scalar(Tag tag, String text, Node at) {
        return new ScalarNode(tag, text, at.getStartMark(), at.getEndMark(), ScalarStyle.PLAIN);
    }
}
