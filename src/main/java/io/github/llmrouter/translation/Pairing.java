package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.Text;
import io.github.llmrouter.chat.Part.ToolCall;
import io.github.llmrouter.chat.Part.ToolResult;
import io.github.llmrouter.chat.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sees to it that every tool call has exactly one result before the assistant speaks again, and every result its call: vendors
 * refuse the whole request otherwise. A missing result is replaced by an error result, an orphan becomes text; both are reported.
 */
final class Pairing implements Stage {

    @Override
    public Chat there(Chat chat, Losses losses) {
        List<Turn> paired = new ArrayList<>();
        Map<String, ToolCall> open = new LinkedHashMap<>();
        List<Turn> distinct = DistinctCalls.of(Speakers.of(chat.turns(), losses));
        for (Turn turn : distinct) {
            if (turn.role() == Turn.Role.ASSISTANT) {
                // Some dialects have a turn for each call: only what others say in between closes the step.
                if (!paired.isEmpty() && paired.getLast().role() != Turn.Role.ASSISTANT) {
                    answerOpen(open, paired, losses);
                }
                paired.add(turn);
                turn.parts().forEach(part -> {
                    if (part instanceof ToolCall call) {
                        open.put(call.id(), call);
                    }
                });
            } else {
                Turn known = turn.withParts(turn.parts().stream()
                        .flatMap(part -> paired(part, open, losses))
                        .toList());
                // Something else is said before all results are there: the missing ones will not come.
                if (!open.isEmpty()
                        && known.parts().stream().anyMatch(part -> !(part instanceof ToolResult))
                        && !turn.instructs()
                        && laterResults(distinct, turn, open)) {
                    paired.add(known);
                    continue;
                }
                if (!open.isEmpty()
                        && known.parts().stream().noneMatch(ToolResult.class::isInstance)
                        && !turn.instructs()) {
                    answerOpen(open, paired, losses);
                }
                paired.add(known);
            }
        }
        answerOpen(open, paired, losses);
        return chat.withTurns(
                paired.stream().filter(turn -> !turn.parts().isEmpty()).toList());
    }

    private static boolean laterResults(List<Turn> turns, Turn turn, Map<String, ToolCall> open) {
        return turns.stream()
                .dropWhile(other -> other != turn)
                .skip(1)
                .takeWhile(other -> other.role() != Turn.Role.ASSISTANT)
                .flatMap(other -> other.parts().stream())
                .anyMatch(part -> part instanceof ToolResult result && open.containsKey(result.callId()));
    }

    private static Stream<Part> paired(Part part, Map<String, ToolCall> open, Losses losses) {
        if (!(part instanceof ToolResult result)) {
            return Stream.of(part);
        }
        ToolCall call = open.remove(result.callId());
        if (call == null) {
            losses.changed("tool result " + result.callId(), "no call with this id: sent as text", Weight.SEMANTIC);
            return orphan(result.parts());
        }
        return Stream.of(
                result.name().isEmpty()
                        ? new ToolResult(
                                result.callId(),
                                call.name(),
                                result.parts(),
                                result.failed(),
                                call.kind(),
                                result.cache())
                        : result);
    }

    private static Stream<Part> orphan(List<Part> parts) {
        String said = "Tool result: ";
        return !parts.isEmpty() && parts.getFirst() instanceof Text first
                ? Stream.concat(
                        Stream.of(new Text(said + first.text())), parts.stream().skip(1))
                : Stream.concat(Stream.of(new Text(said)), parts.stream());
    }

    private static void answerOpen(Map<String, ToolCall> open, List<Turn> turns, Losses losses) {
        if (open.isEmpty()) {
            return;
        }
        List<Part> made = new ArrayList<>();
        open.values().forEach(call -> {
            losses.changed("tool call " + call.id(), "no result: an error result was added", Weight.SEMANTIC);
            made.add(new ToolResult(call.id(), call.name(), List.of(new Text("(no result)")), true, call.kind(), null));
        });
        open.clear();
        turns.add(Turn.of(Turn.Role.USER, made));
    }
}
