package io.github.llmrouter.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Lines of {@code NAME=value}, as in a {@code .env} file, to a tree as that of YAML. */
final class EnvText {

    private static final Pattern LINE =
            Pattern.compile("(\\s*(?:export\\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\\s*=\\s*)(.*?)\\s*");

    private EnvText() {}

    /** Whether every line that says something is such a line. */
    static boolean is(String text) {
        return !isSilent(text)
                && text.lines()
                        .filter(EnvText::speaks)
                        .allMatch(line -> LINE.matcher(line).matches());
    }

    /** Whether there are only empty lines and comments. */
    static boolean isSilent(String text) {
        return text.lines().noneMatch(EnvText::speaks);
    }

    private static boolean speaks(String line) {
        return !line.isBlank() && !line.strip().startsWith("#");
    }

    /** What is said twice counts the first time. */
    static MappingNode read(String text, Document document) {
        List<NodeTuple> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            Matcher parts = LINE.matcher(lines.get(line));
            if (!speaks(lines.get(line)) || !parts.matches()) {
                continue;
            }
            ScalarNode key = scalar(parts.group(2), line, parts.start(2));
            if (seen.add(parts.group(2))) {
                entries.add(new NodeTuple(key, scalar(unquoted(parts.group(4)), line, parts.start(4))));
            } else {
                document.warning(key, "'" + parts.group(2) + "' is there twice; the first one counts");
            }
        }
        Mark start = mark(0, 0);
        return new MappingNode(Tag.MAP, true, entries, start, start, FlowStyle.BLOCK);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static ScalarNode scalar(String text, int line, int column) {
        return new ScalarNode(Tag.STR, text, mark(line, column), mark(line, column), ScalarStyle.PLAIN);
    }

    private static Mark mark(int line, int column) {
        return new Mark("", 0, line, column, new int[0], 0);
    }
}
