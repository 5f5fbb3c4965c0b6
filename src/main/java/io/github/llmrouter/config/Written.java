package io.github.llmrouter.config;

import io.github.llmrouter.config.foreign.ForeignFormat;
import io.github.llmrouter.config.foreign.UpstreamEnvironment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What a file says, in the native format.
 *
 * @param format in which it was written, as people call it
 */
record Written(String format, Node root) {

    static final String NATIVE = "llm-router.yaml";

    /** Empty if the document now has a problem. The format is known by what the text looks like, not by the file's name. */
    static Optional<Written> read(String text, Document document) {
        if (EnvText.is(text)
                || EnvText.isSilent(text)
                        && document.environment(UpstreamEnvironment.BASE).isPresent()) {
            return rewritten(new UpstreamEnvironment(), EnvText.read(text, document), document);
        }
        Node root = tree(text, document);
        if (root == null) {
            return Optional.empty();
        }
        Optional<ForeignFormat> foreign = ForeignFormat.of(root);
        return foreign.isPresent() && root instanceof MappingNode mapping
                ? rewritten(foreign.get(), mapping, document)
                : Optional.of(new Written(NATIVE, root));
    }

    private static @Nullable Node tree(String text, Document document) {
        if (text.stripLeading().startsWith("{")) {
            Optional<Node> json = JsonText.read(text, document.isJson() ? document : null);
            if (json.isPresent()) {
                return Yaml.checked(json.get(), document) ? json.get() : null;
            }
            if (document.isJson()) {
                return null;
            }
        }
        return Yaml.read(text, document);
    }

    private static Optional<Written> rewritten(ForeignFormat format, MappingNode root, Document document) {
        document.beLenient();
        Node rewritten = format.nativeForm(root, document);
        return document.sound() ? Optional.of(new Written(format.name(), rewritten)) : Optional.empty();
    }
}
