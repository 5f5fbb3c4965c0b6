package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * What an assistant has shown (a picture that it drew, a document) is shown by the user in the next turn, where the vendor takes it
 * from nobody else: the conversation would be refused, or the model would not know what is spoken of.
 */
final class Exhibits implements Stage {

    private final boolean assistantsShow;

    /** @param assistantsShow whether the vendor takes it from the assistant */
    Exhibits(boolean assistantsShow) {
        this.assistantsShow = assistantsShow;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        if (assistantsShow || chat.turns().stream().noneMatch(Exhibits::shows)) {
            return chat;
        }
        List<Turn> turns = new ArrayList<>();
        List<Part> shown = new ArrayList<>();
        for (Turn turn : chat.turns()) {
            if (shows(turn)) {
                turn.parts().stream().filter(Exhibits::isExhibit).forEach(part -> {
                    losses.changed("messages[]." + word(part), "assistant>user", Weight.HINT);
                    shown.add(part);
                });
                List<Part> said =
                        turn.parts().stream().filter(part -> !isExhibit(part)).toList();
                if (!said.isEmpty()) {
                    turns.add(turn.withParts(said));
                }
            } else if (turn.role() == Role.USER && !shown.isEmpty()) {
                shown.addAll(turn.parts());
                turns.add(turn.withParts(shown));
                shown.clear();
            } else {
                turns.add(turn);
            }
        }
        if (!shown.isEmpty()) {
            turns.add(Turn.of(Role.USER, shown));
        }
        return chat.withTurns(turns);
    }

    private static boolean shows(Turn turn) {
        return turn.role() == Role.ASSISTANT && turn.has(Exhibits::isExhibit);
    }

    private static boolean isExhibit(Part part) {
        return part instanceof Part.Image || part instanceof Part.Document;
    }

    private static String word(Part part) {
        return part instanceof Part.Image ? "image" : "document";
    }
}
