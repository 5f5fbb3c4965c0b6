package io.github.llmrouter.config;

import java.io.StringReader;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Text to a tree whose every node knows its position. Plain scalars mean what YAML 1.2's core schema says, so {@code on},
 * {@code 22:22} and dates stay text; numbers with a leading zero stay text, too, because they are identifiers far more often
 * than numbers.
 */
final class Yaml {

    private static final Set<Tag> TAGS = Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL);

    private final Document document;

    /** Aliases make a tree of few nodes look like one of many. */
    private final Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());

    private Yaml(Document document) {
        this.document = document;
    }

    /** The root, or null if the document now has a problem. */
    static @Nullable Node read(String text, Document document) {
        Node root;
        try {
            root = parser().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            document.problem(e.getProblemMark(), context(e) + safe(e.getProblem()), null);
            return null;
        } catch (YAMLException e) {
            document.problem((Mark) null, "not YAML: it has characters or sizes that are not allowed", null);
            return null;
        }
        if (root == null) {
            document.problem((Mark) null, "the file is empty", null);
            return null;
        }
        return checked(root, document) ? root : null;
    }

    /** Looks for what no mapping may have; if there is none, resolves merged mappings. */
    static boolean checked(Node root, Document document) {
        new Yaml(document).check(root, Collections.newSetFromMap(new IdentityHashMap<>()));
        if (!document.sound()) {
            return false;
        }
        merge(root, document, Collections.newSetFromMap(new IdentityHashMap<>()));
        return true;
    }

    private static void merge(Node node, Document document, Set<Node> done) {
        if (!done.add(node)) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                mapping.setValue(entries(mapping, document));
                mapping.getValue().forEach(entry -> merge(entry.getValueNode(), document, done));
            }
            case SequenceNode sequence -> sequence.getValue().forEach(item -> merge(item, document, done));
            default -> {}
        }
    }

    private static org.yaml.snakeyaml.Yaml parser() {
        var options = new LoaderOptions();
        options.setCodePointLimit(16 << 20);
        var dump = new DumperOptions();
        return new org.yaml.snakeyaml.Yaml(
                new SafeConstructor(options), new Representer(dump), dump, options, new CoreSchema());
    }

    private static String context(MarkedYAMLException e) {
        return e.getContext() == null ? "" : e.getContext() + ": ";
    }

    /** The parser quotes names of aliases and tags, which may be an unquoted secret that begins with an asterisk. */
    private static String safe(String problem) {
        return problem.startsWith("found undefined alias")
                ? "an alias without its anchor; text that begins with * must be quoted"
                : problem.replaceFirst("(tag handle|anchor) .*", "$1");
    }

    private void check(Node node, Set<Node> above) {
        if (done.contains(node)) {
            return;
        }
        if (!above.add(node)) {
            document.problem(node, "an alias must not contain itself");
            return;
        }
        if (!TAGS.contains(node.getTag())) {
            document.problem(node, "YAML tags are not supported", "quote the value if it is text that begins with !");
        }
        switch (node) {
            case MappingNode mapping -> checkEntries(mapping, above);
            case SequenceNode sequence -> sequence.getValue().forEach(item -> check(item, above));
            default -> {}
        }
        above.remove(node);
        done.add(node);
    }

    private void checkEntries(MappingNode mapping, Set<Node> above) {
        var seen = new HashSet<String>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                document.problem(entry.getKeyNode(), "a key must be text");
                continue;
            }
            if (!seen.add(key.getValue())) {
                document.problem(key, "the key '" + key.getValue() + "' is there twice", "keep one of them");
            }
            check(entry.getValueNode(), above);
        }
    }

    /** The entries of a mapping with its merged ones ({@code <<}), which come last and never override. */
    static List<NodeTuple> entries(MappingNode mapping, Document document) {
        var all = new LinkedHashMap<String, NodeTuple>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!key(entry).equals("<<")) {
                all.put(key(entry), entry);
            }
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (key(entry).equals("<<")) {
                merged(entry.getValueNode(), document).forEach(more -> all.putIfAbsent(key(more), more));
            }
        }
        return List.copyOf(all.values());
    }

    private static List<NodeTuple> merged(Node node, Document document) {
        return switch (node) {
            case MappingNode mapping -> entries(mapping, document);
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .flatMap(item -> merged(item, document).stream())
                        .toList();
            default -> {
                document.problem(node, "'<<' wants a mapping or a list of mappings");
                yield List.of();
            }
        };
    }

    static String key(NodeTuple entry) {
        return ((ScalarNode) entry.getKeyNode()).getValue();
    }
}
