package io.github.llmrouter.config.foreign;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** What a foreign format has to say about the file that it reads, and what it may look up outside of it. */
public interface Remarks {

    /** Something that is not carried over as it was. Never holds a value that may be a secret. */
    void warning(@Nullable Node at, String message);

    /** Something that the file's own system refuses, too. */
    void problem(Node at, String message, @Nullable String fix);

    /** The value of an environment variable, empty if there is none. */
    Optional<String> environment(String name);

    /** What a file holds, its path relative to the folder of the file that is read; empty if there is none. Watched from now on. */
    Optional<String> content(String path);
}
