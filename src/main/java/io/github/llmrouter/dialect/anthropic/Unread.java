package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.wire.Reading;

/** Reports the fields of an object that nobody read. */
final class Unread {

    private Unread() {}

    /** @param path of the object; empty for the body itself */
    static void report(Reading in, String path, Losses losses) {
        in.unread().forEach(field -> losses.unknown(at(path, field)));
    }

    static String at(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
