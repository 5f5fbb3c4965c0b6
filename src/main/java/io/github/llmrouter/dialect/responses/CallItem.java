package io.github.llmrouter.dialect.responses;

import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool.Kind;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call of a function or of a custom tool; a function of a namespace gets its two names back. */
final class CallItem implements OpenItem {

    private final Items items;
    private final Part.ToolCall call;
    private final boolean custom;
    private final Namespaces.@Nullable Member member;
    private String id = "";
    private final StringBuilder arguments = new StringBuilder();

    CallItem(Items items, Namespaces names, Part.ToolCall call) {
        this.items = items;
        this.call = call;
        this.custom = call.kind() == Kind.CUSTOM;
        this.member = names.inside(call.name());
    }

    @Override
    public boolean takes(Part next) {
        return false;
    }

    @Override
    public void start(Part head) throws IOException {
        id = items.id(custom ? "ctc_" : "fc_");
        items.added(item("in_progress", ""));
        words(call.arguments());
    }

    @Override
    public void grow(Piece piece) throws IOException {
        switch (piece) {
            case Words more -> words(more.text());
            case NextSummary next -> {}
            case Sealed sealed -> {}
            case Cited cited -> {}
            case Scored scored -> {}
        }
    }

    private void words(String more) throws IOException {
        if (!more.isEmpty()) {
            arguments.append(more);
            items.send(items.event(
                            custom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta",
                            id)
                    .with("delta", more));
        }
    }

    @Override
    public void end() throws IOException {
        if (!custom && arguments.toString().isBlank()) {
            words("{}");
        }
        String all = custom ? arguments.toString() : arguments.toString().strip();
        items.send(
                custom
                        ? items.event("response.custom_tool_call_input.done", id)
                                .with("input", all)
                        : items.event("response.function_call_arguments.done", id)
                                .with("arguments", all));
        items.done(item("completed", all).node());
    }

    @Override
    public void close() {
        // A call is over when its arguments are.
    }

    private Json item(String status, String said) {
        return Json.object()
                .with("id", id)
                .with("type", custom ? "custom_tool_call" : "function_call")
                .with("status", status)
                .with(custom ? "input" : "arguments", said)
                .with("call_id", call.id())
                .with("name", member == null ? call.name() : member.name())
                .with("namespace", member == null ? null : member.namespace());
    }
}
