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
        List<Turn> between = new ArrayList<>();
        for (Turn turn : DistinctCalls.of(Speakers.of(chat.turns(), losses))) {
            if (turn.role() == Turn.Role.ASSISTANT) {
                // Some dialects have a turn for each call: only what others say in between closes the step.
                if (!between.isEmpty()) {
                    answer(between, open, paired, losses);
                }
                paired.add(turn);
                turn.parts().forEach(part -> {
                    if (part instanceof ToolCall call) {
                        open.put(call.id(), call);
                    }
                });
            } else {
                between.add(turn);
            }
        }
        answer(between, open, paired, losses);
        return chat.withTurns(
                paired.stream().filter(turn -> !turn.parts().isEmpty()).toList());
    }

    /** What was said until the assistant spoke again: results stand first, whatever else was said before the last of them. */
    private static void answer(List<Turn> between, Map<String, ToolCall> open, List<Turn> paired, Losses losses) {
        List<Turn> results = new ArrayList<>();
        List<Turn> rest = new ArrayList<>();
        for (Turn turn : between) {
            if (!turn.has(ToolResult.class::isInstance)) {
                rest.add(turn);
                continue;
            }
            List<Part> parts = turn.parts().stream()
                    .flatMap(part -> paired(part, open, losses))
                    .toList();
            List<Part> answers =
                    parts.stream().filter(ToolResult.class::isInstance).toList();
            results.add(turn.withParts(answers));
            rest.add(turn.withParts(
                    parts.stream().filter(part -> !(part instanceof ToolResult)).toList()));
        }
        between.clear();
        paired.addAll(results);
        answerOpen(open, paired, losses);
        paired.addAll(rest);
    }

    private static Stream<Part> paired(Part part, Map<String, ToolCall> open, Losses losses) {
        if (!(part instanceof ToolResult result)) {
            return Stream.of(part);
        }
        List<Part> parts = result.parts().stream().filter(Pairing::isContent).toList();
        if (parts.size() < result.parts().size()) {
            losses.dropped("tool result " + result.callId() + ": calls and results in it", Weight.SEMANTIC);
        }
        ToolCall call = open.remove(result.callId());
        if (call == null) {
            losses.changed("tool result " + result.callId(), "no call with this id: sent as text", Weight.SEMANTIC);
            return orphan(parts);
        }
        boolean named = !result.name().isEmpty();
        return Stream.of(new ToolResult(
                result.callId(),
                named ? result.name() : call.name(),
                parts,
                result.failed(),
                named ? result.kind() : call.kind(),
                result.cache()));
    }

    /** Calls and results within a result are nobody's: a pairing has no end otherwise. */
    private static boolean isContent(Part part) {
        return !(part instanceof ToolCall) && !(part instanceof ToolResult);
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
