package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.OpenAiWords;
import io.github.llmrouter.wire.Frames;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/** How a stream ends that cannot be finished: an {@code error} event, then {@code response.failed}. */
final class FailedEnding {

    private FailedEnding() {}

    /** For a stream that was passed on unread: what had been said is not known here. */
    static byte[] of(Fault fault, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectNode response = Json.object()
                .with("id", "resp_" + requestId)
                .with("object", "response")
                .with("created_at", 0)
                .with("status", "failed")
                .with("error", error(fault))
                .withNull("incomplete_details")
                .withNull("instructions")
                .withNull("metadata")
                .with("model", "")
                .with("output", Stream.empty())
                .with("parallel_tool_calls", true)
                .with("tool_choice", "auto")
                .with("tools", Stream.empty())
                .withNull("usage")
                .node();
        try {
            write(out, fault, response, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The two events; {@code sequence} numbers the first of them. */
    static void write(OutputStream out, Fault fault, ObjectNode response, int sequence) throws IOException {
        Json error = Json.type("error").with("sequence_number", sequence).with("message", fault.message());
        error.with("code", code(fault));
        if (fault.param() == null) {
            error.withNull("param");
        } else {
            error.with("param", fault.param());
        }
        Frames.write(out, "error", error.node());
        Json failed = Json.type("response.failed")
                .with("sequence_number", sequence + 1)
                .with("response", response);
        Frames.write(out, "response.failed", failed.node());
    }

    /** The {@code error} of a failed response. */
    static Json error(Fault fault) {
        return Json.object().with("code", code(fault)).with("message", fault.message());
    }

    private static String code(Fault fault) {
        String otherwise = fault.kind().status() < 500 ? "invalid_prompt" : "server_error";
        return OpenAiWords.of(fault).body().path("error").path("code").asText(otherwise);
    }
}
