package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words the deltas of a choice's tool calls. The index counts calls and nothing else. Who only knows the older {@code
 * function_call} gets the first call and no more.
 */
final class CallDeltas {

    private final boolean legacy;
    private final Losses losses;
    private int index = -1;
    private boolean custom;
    private boolean filled;

    CallDeltas(boolean legacy, Losses losses) {
        this.legacy = legacy;
        this.losses = losses;
    }

    boolean any() {
        return index >= 0;
    }

    /** Null, here and below, when there is nothing to say. */
    @Nullable
    Json start(Part.ToolCall call) {
        index++;
        custom = call.kind() == Tool.Kind.CUSTOM;
        filled = custom || !call.arguments().isEmpty();
        if (legacy) {
            if (index > 0) {
                losses.dropped("tool_calls[1]", Weight.SEMANTIC);
            }
            return fragment(Json.object().with("name", call.name()).with("arguments", call.arguments()), null);
        }
        Json fragment = Json.object()
                .with("index", index)
                .with("id", call.id())
                .with("type", custom ? "custom" : "function")
                .with(member(), body(call.name(), call.arguments()));
        if (call.seal().isPresent()) {
            fragment.with("extra_content", ThoughtDetails.google(call.seal()));
        }
        return delta(fragment);
    }

    @Nullable
    Json more(String arguments) {
        if (arguments.isEmpty()) {
            return null;
        }
        filled = true;
        return fragment(body(null, arguments), null);
    }

    @Nullable
    Json sealed(Seal seal) {
        return legacy ? null : fragment(null, ThoughtDetails.google(seal));
    }

    /** No arguments are an empty object. */
    @Nullable
    Json end() {
        return filled ? null : more("{}");
    }

    String finishReason(String reason) {
        return legacy && reason.equals("tool_calls") ? FinishReasons.FUNCTION_CALL : reason;
    }

    private String member() {
        return custom ? "custom" : "function";
    }

    private Json body(@Nullable String name, String arguments) {
        return Json.object().with("name", name).with(custom ? "input" : "arguments", arguments);
    }

    private @Nullable Json fragment(@Nullable Json body, @Nullable Json extra) {
        if (legacy) {
            return index == 0 ? Json.object().with("function_call", body) : null;
        }
        return delta(Json.object().with("index", index).with(member(), body).with("extra_content", extra));
    }

    private static Json delta(Json fragment) {
        return Json.object().with("tool_calls", Stream.of(fragment));
    }
}
