package io.github.llmrouter.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Copies a tree of the native format without its secrets: references to environment variables take their places. For one thread. */
final class SecretFree {

    private static final String OWNER = "(?:providers|model_list|model_list/llm_params)";
    private static final Pattern KEY =
            Pattern.compile(OWNER + "/api_key|" + OWNER + "/api_keys(?:/key)?|access/(?:admin_)?keys(?:/key)?");
    private static final Pattern HEADER = Pattern.compile(OWNER + "/rewrite_header/.*");
    private static final Pattern BODY = Pattern.compile(OWNER + "/rewrite_body/.*");
    private static final Pattern PROXY = Pattern.compile("(?:" + OWNER + "|server)/proxy");
    private static final Pattern REWRITE = Pattern.compile(OWNER + "/rewrite_(?:header|body)");
    private static final Pattern LOGIN = Pattern.compile("[^/]*://[^/]*@.*");
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\$)\\$\\{\\w+:[^}]*}");
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(key|token|secret|password|credential|authorization|cookie).*");
    private static final Pattern SCHEME = Pattern.compile("(?i)(bearer|basic|token|key)?\\s*");

    /** Headers whose values are no secrets. */
    private static final Set<String> HARMLESS = Set.of(
            "accept",
            "anthropic-beta",
            "anthropic-version",
            "content-type",
            "http-referer",
            "openai-organization",
            "openai-project",
            "user-agent",
            "x-title");

    private final Map<String, String> byLiteral = new HashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> blanked = new ArrayList<>();
    private @Nullable Node around;

    Node copy(Node root) {
        return copy(root, "", "");
    }

    /** The variables that take the places of secrets, with where these were. */
    Map<String, String> variables() {
        return variables;
    }

    /** The secrets in places where no reference can be. */
    List<String> blanked() {
        return blanked;
    }

    /** @param owner the name of the nearest thing that has one */
    private Node copy(Node node, String path, String owner) {
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, path, owner);
            case SequenceNode sequence -> {
                List<Node> items = sequence.getValue().stream()
                        .map(item -> copy(item, path, owner))
                        .toList();
                yield new SequenceNode(Tag.SEQ, true, items, node.getStartMark(), node.getEndMark(), style(items));
            }
            default -> scalar((ScalarNode) node, path, owner);
        };
    }

    private Node mapping(MappingNode mapping, String path, String owner) {
        String name = owner;
        for (NodeTuple entry : mapping.getValue()) {
            if (Set.of("name", "model_name").contains(Yaml.key(entry))
                    && entry.getValueNode() instanceof ScalarNode scalar) {
                name = owner.isEmpty() || path.endsWith("llm_params")
                        ? scalar.getValue()
                        : owner + "_" + scalar.getValue();
            }
        }
        List<NodeTuple> entries = new ArrayList<>();
        List<Node> values = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = Yaml.key(entry);
            if (path.isEmpty() && key.startsWith("x-")) {
                continue;
            }
            Node value = copy(entry.getValueNode(), path.isEmpty() ? key : path + "/" + key, name);
            values.add(value);
            entries.add(new NodeTuple(plain(Tag.STR, key, entry.getKeyNode()), value));
        }
        return new MappingNode(Tag.MAP, true, entries, mapping.getStartMark(), mapping.getEndMark(), style(values));
    }

    /** What is short stands in one line. */
    private static FlowStyle style(List<Node> values) {
        int length = 0;
        for (Node value : values) {
            length += value instanceof ScalarNode scalar ? scalar.getValue().length() + 12 : 1000;
        }
        return length < 100 ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    private Node scalar(ScalarNode node, String path, String owner) {
        String text = node.getValue();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (REWRITE.matcher(path).matches()) {
            return JsonText.read(text)
                    .map(json -> inside(node, json, path, owner))
                    .orElse(node);
        }
        if (KEY.matcher(path).matches()) {
            String kind = path.startsWith("access/admin") ? "ADMIN_KEY" : path.startsWith("access") ? "KEY" : "API_KEY";
            return isLiteral(text) ? reference(node, kind, owner) : same(node);
        }
        if (HEADER.matcher(path).matches()) {
            boolean harmless = HARMLESS.contains(last.toLowerCase(Locale.ROOT));
            return !harmless && isLiteral(text) ? reference(node, last, owner) : same(node);
        }
        if (PROXY.matcher(path).matches()) {
            return LOGIN.matcher(text).matches() && isLiteral(text) ? reference(node, "PROXY", owner) : same(node);
        }
        if (BODY.matcher(path).matches()
                && SECRET_NAME.matcher(last).matches()
                && node.getTag().equals(Tag.STR)) {
            blanked.add(path.replace('/', '.') + " of " + owner);
            return plain(Tag.STR, "", node);
        }
        return same(node);
    }

    /** JSON in a text stands where the text stands. */
    private Node inside(ScalarNode text, Node json, String path, String owner) {
        around = text;
        try {
            return copy(json, path, owner);
        } finally {
            around = null;
        }
    }

    /** Whether there is more than references and the word for the kind of login. */
    private static boolean isLiteral(String text) {
        String rest = REFERENCE.matcher(text).replaceAll("");
        return !text.isBlank() && (rest.equals(text) || !SCHEME.matcher(rest).matches());
    }

    private Node reference(ScalarNode node, String kind, String owner) {
        String variable = byLiteral.computeIfAbsent(node.getValue(), literal -> {
            String wanted = ("LLM_ROUTER_" + (owner.isEmpty() ? "" : owner + "_") + kind)
                    .toUpperCase(Locale.ROOT)
                    .replaceAll("[^A-Z0-9]+", "_");
            String name = wanted;
            for (int next = 2; variables.containsKey(name); next++) {
                name = wanted + "_" + next;
            }
            Mark at = (around == null ? node : around).getStartMark();
            variables.put(name, "(line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ")");
            return name;
        });
        return plain(Tag.STR, "${env:" + variable + "}", node);
    }

    /** What variables shall hold. */
    Map<String, String> literals() {
        Map<String, String> literals = new HashMap<>();
        byLiteral.forEach((literal, variable) -> literals.put(variable, literal.replace("$${", "${")));
        return literals;
    }

    private static ScalarNode same(ScalarNode node) {
        return new ScalarNode(
                node.getTag(), node.getValue(), node.getStartMark(), node.getEndMark(), node.getScalarStyle());
    }

    private static ScalarNode plain(Tag tag, String text, Node at) {
        return new ScalarNode(tag, text, at.getStartMark(), at.getEndMark(), ScalarStyle.PLAIN);
    }
}
