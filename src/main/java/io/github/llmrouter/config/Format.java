package io.github.llmrouter.config;

import org.yaml.snakeyaml.nodes.Node;

/** One way of writing a configuration down. A file's format is known by its shape, not by its name. */
interface Format {

    boolean recognises(Node root);

    /** What can be understood; what is wrong goes into the document. */
    Config read(Node root, Document document);
}
