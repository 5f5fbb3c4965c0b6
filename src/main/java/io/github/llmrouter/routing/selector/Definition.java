package io.github.llmrouter.routing.selector;

import org.jspecify.annotations.Nullable;

/** A function written in jq. Its body arrives after it, because it may call itself. */
final class Definition {

    private @Nullable Filter body;

    void body(Filter filter) {
        body = filter;
    }

    Filter body() {
        if (body == null) {
            throw new IllegalStateException("a function without a body");
        }
        return body;
    }
}
