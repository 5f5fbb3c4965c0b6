package io.github.llmrouter.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A file of any format, written in the native one. Holds no secret of the file.
 *
 * @param text begins with comments that tell what must be set and what is not carried over
 * @param warnings what is not carried over as it was
 */
public record Conversion(String text, List<String> warnings) {

    /** What the variables of the text must hold to mean what the file meant. */
    record Complete(Conversion conversion, Map<String, String> variables) {}

    static Complete of(Path file, Written written, List<String> warnings) {
        var secrets = new SecretFree();
        Node root = secrets.copy(written.root());
        var text = new StringBuilder("# Converted from " + file.getFileName() + " (" + written.format() + ").\n");
        Map<String, String> variables = new TreeMap<>(secrets.variables());
        if (!variables.isEmpty()) {
            text.append(
                    "#\n# Secrets are not copied. Set these environment variables, or write ${file:/path} instead:\n");
            variables.forEach((name, where) ->
                    text.append("#   ").append(name).append("  ").append(where).append('\n'));
        }
        if (!secrets.blanked().isEmpty()) {
            text.append("#\n# To be filled in by hand:\n");
            secrets.blanked().forEach(where -> text.append("#   ").append(where).append('\n'));
        }
        if (!warnings.isEmpty()) {
            text.append("#\n# Not carried over as it was:\n");
            warnings.forEach(warning ->
                    text.append("#   ").append(warning.replace("\n", " ")).append('\n'));
        }
        String all = text.append('\n').append(YamlText.of(root)).toString();
        return new Complete(new Conversion(all, List.copyOf(warnings)), secrets.literals());
    }
}
