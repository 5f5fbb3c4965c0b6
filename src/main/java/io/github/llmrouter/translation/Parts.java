package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Part;
import java.util.List;
import java.util.function.Function;

/** Changes parts throughout a conversation. */
final class Parts {

    private Parts() {}

    /** Replaces each part by the parts that {@code change} makes of it. */
    static Chat flatMap(Chat chat, Function<Part, List<? extends Part>> change) {
        return chat.withTurns(chat.turns().stream()
                .map(turn -> turn.withParts(turn.parts().stream()
                        .<Part>flatMap(part -> change.apply(part).stream())
                        .toList()))
                .filter(turn -> !turn.parts().isEmpty())
                .toList());
    }

    static Chat map(Chat chat, Function<Part, Part> change) {
        return chat.withTurns(chat.turns().stream()
                .map(turn -> turn.withParts(turn.parts().stream().map(change).toList()))
                .toList());
    }
}
