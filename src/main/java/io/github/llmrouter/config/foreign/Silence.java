package io.github.llmrouter.config.foreign;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** For a look that shall leave no trace. */
enum Silence implements Remarks {
    INSTANCE;

    @Override
    public void warning(@Nullable Node at, String message) {}

    @Override
    public void problem(Node at, String message, @Nullable String fix) {}

    @Override
    public Optional<String> environment(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> content(String path) {
        return Optional.empty();
    }
}
