package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import java.util.ArrayList;
import java.util.List;

/** Whoever a client says has spoken: it is the assistant who calls a tool, and the user's side that answers. */
final class Speakers {

    private Speakers() {}

    static List<Turn> of(List<Turn> turns, Losses losses) {
        List<Turn> right = new ArrayList<>();
        for (Turn turn : turns) {
            if (!turn.has(part -> role(part, turn.role()) != turn.role())) {
                right.add(turn);
            } else {
                losses.changed("role", "of tool calls and results", Weight.HINT);
                split(turn, right);
            }
        }
        return right;
    }

    private static void split(Turn turn, List<Turn> into) {
        List<Part> run = new ArrayList<>();
        Role speaker = role(turn.parts().getFirst(), turn.role());
        for (Part part : turn.parts()) {
            Role role = role(part, turn.role());
            if (role != speaker) {
                into.add(new Turn(speaker, run, turn.name()));
                run.clear();
                speaker = role;
            }
            run.add(part);
        }
        into.add(new Turn(speaker, run, turn.name()));
    }

    private static Role role(Part part, Role said) {
        return switch (part) {
            case Part.ToolCall call -> Role.ASSISTANT;
            case Part.ToolResult result -> Role.USER;
            case Part.Text any -> said;
            case Part.Refusal any -> said;
            case Part.Image any -> said;
            case Part.Document any -> said;
            case Part.Audio any -> said;
            case Part.Video any -> said;
            case Part.Reasoning any -> said;
            case Part.ServerTool any -> said;
            case Part.Opaque any -> said;
        };
    }
}
