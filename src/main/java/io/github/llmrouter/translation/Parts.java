package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Changes parts throughout a conversation. Most stages find nothing to change in most conversations, and then make nothing; only
 * identity tells that, for to compare a long conversation would cost as much as to copy it.
 */
@SuppressWarnings("ReferenceEquality")
final class Parts {

    private Parts() {}

    /** Replaces each part by the parts that {@code change} makes of it, and leaves out turns that have none. */
    static Chat flatMap(Chat chat, Function<Part, List<Part>> change) {
        List<Turn> turns = flatMap(chat.turns(), change);
        return turns == chat.turns() ? chat : chat.withTurns(turns);
    }

    static Chat map(Chat chat, UnaryOperator<Part> change) {
        return flatMap(chat, part -> List.of(change.apply(part)));
    }

    static List<Turn> flatMap(List<Turn> turns, Function<Part, List<Part>> change) {
        List<Turn> made = new ArrayList<>(turns.size());
        boolean same = true;
        for (Turn turn : turns) {
            List<Part> parts = changed(turn.parts(), change);
            boolean kept = parts == turn.parts() && !parts.isEmpty();
            same &= kept;
            if (!parts.isEmpty()) {
                made.add(kept ? turn : turn.withParts(parts));
            }
        }
        return same ? turns : made;
    }

    private static List<Part> changed(List<Part> parts, Function<Part, List<Part>> change) {
        List<Part> made = new ArrayList<>(parts.size());
        boolean same = true;
        for (Part part : parts) {
            List<Part> now = change.apply(part);
            same &= now.size() == 1 && now.getFirst() == part;
            made.addAll(now);
        }
        return same ? parts : made;
    }
}
