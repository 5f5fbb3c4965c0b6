package io.github.llmrouter.config.foreign;

import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** How another system writes its configuration down. Known by its shape, not by the name of the file. */
public sealed interface ForeignFormat permits LiteLlmFile, RouterJson, GroupsFile, UpstreamEnvironment {

    /** As people call it. */
    String name();

    boolean recognises(MappingNode root);

    /** The same in the native format; every node stands where that of the file stands from which it was made. */
    MappingNode nativeForm(MappingNode root, Remarks remarks);

    /** The format of this file; empty if it is the native one. */
    static Optional<ForeignFormat> of(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return Stream.<ForeignFormat>of(new LiteLlmFile(), new RouterJson(), new GroupsFile())
                .filter(format -> format.recognises(mapping))
                .findFirst();
    }
}
