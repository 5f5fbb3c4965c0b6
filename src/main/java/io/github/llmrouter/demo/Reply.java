package io.github.llmrouter.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import java.util.List;

/** What goes back: one JSON document, server-sent events, or Google's array that grows. */
sealed interface Reply {

    /** One document. */
    record Whole(int status, JsonNode json) implements Reply {}

    /** Server-sent events. */
    record Events(List<Frame> frames, boolean crlf) implements Reply {}

    /** A JSON array, written item by item. */
    record Array(List<Frame> frames) implements Reply {}
}
