package io.github.llmrouter.routing.selector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The functions that are written in jq, in {@code library.jq}. */
final class Library {

    private Library() {}

    static void load(Map<String, Definition> known) {
        try (InputStream in = Library.class.getResourceAsStream("library.jq")) {
            if (in == null) {
                throw new IllegalStateException("library.jq is missing");
            }
            Parser.parseLibrary(new String(in.readAllBytes(), StandardCharsets.UTF_8), known);
        } catch (IOException | SelectorException e) {
            throw new IllegalStateException("library.jq cannot be read", e);
        }
    }
}
