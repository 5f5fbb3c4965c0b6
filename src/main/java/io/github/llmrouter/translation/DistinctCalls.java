package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Part.ToolResult;
import io.github.llmrouter.chat.Turn;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives calls with the same id ids of their own, for some servers number the calls of each turn anew and vendors refuse that; a
 * result belongs to the oldest call with its id that has none.
 */
final class DistinctCalls {

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Deque<String>> unanswered = new HashMap<>();

    private DistinctCalls() {}

    static List<Turn> of(List<Turn> turns) {
        DistinctCalls distinct = new DistinctCalls();
        return Parts.flatMap(turns, part -> List.of(distinct.part(part)));
    }

    private Part part(Part part) {
        return switch (part) {
            case ToolCall call -> call(call);
            case ToolResult result -> result(result);
            case Part.Text t -> t;
            case Part.Refusal r -> r;
            case Part.Image i -> i;
            case Part.Document d -> d;
            case Part.Audio a -> a;
            case Part.Video v -> v;
            case Part.Reasoning r -> r;
            case Part.ServerTool s -> s;
            case Part.Opaque o -> o;
        };
    }

    private Part call(ToolCall call) {
        String id = call.id();
        for (int i = 2; !taken.add(id); i++) {
            id = "call_" + Digest.id(call.id() + '\n' + i);
        }
        unanswered.computeIfAbsent(call.id(), any -> new ArrayDeque<>()).add(id);
        return id.equals(call.id())
                ? call
                : new ToolCall(id, call.name(), call.arguments(), call.kind(), call.seal(), call.cache());
    }

    private Part result(ToolResult result) {
        Deque<String> ids = unanswered.getOrDefault(result.callId(), new ArrayDeque<>());
        String id = ids.isEmpty() ? result.callId() : ids.poll();
        return id.equals(result.callId())
                ? result
                : new ToolResult(id, result.name(), result.parts(), result.failed(), result.kind(), result.cache());
    }
}
