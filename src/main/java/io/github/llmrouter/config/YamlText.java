package io.github.llmrouter.config;

import java.io.StringWriter;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** A tree as text; read again it is the same. */
final class YamlText {

    private static final int INDENT = 2;

    private YamlText() {}

    static String of(Node root) {
        var options = new DumperOptions();
        options.setIndent(INDENT);
        options.setIndicatorIndent(INDENT);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        options.setWidth(120);
        var loading = new LoaderOptions();
        var yaml = new Yaml(new SafeConstructor(loading), new Representer(options), options, loading, new CoreSchema());
        var text = new StringWriter();
        yaml.serialize(root, text);
        return text.toString();
    }
}
