package io.github.llmrouter.admin;

import io.github.llmrouter.access.Operator;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/** What an operator is about to change, while it is done: tells who he is, and takes down what exactly is changed. */
record Deed(Operator operator, Json event) {

    /** For the audit trail; never a secret. */
    void note(String field, @Nullable String value) {
        event.with(field, value == null ? "" : Audit.cut(value));
    }
}
