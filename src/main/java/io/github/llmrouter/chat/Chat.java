package io.github.llmrouter.chat;

import java.util.List;
import java.util.function.Predicate;

/** One request to a language model, in no vendor's dialect. */
public record Chat(
        String model,
        List<Turn> turns,
        List<Tool> tools,
        ToolChoice choice,
        Settings settings,
        Output output,
        Thinking thinking,
        boolean stream) {

    public Chat {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** The system and developer turns before anybody else speaks. */
    public List<Turn> instructions() {
        return turns.stream().takeWhile(Turn::instructs).toList();
    }

    /** Everything after {@link #instructions()}; system turns may still occur in the middle of it. */
    public List<Turn> conversation() {
        return turns.stream().dropWhile(Turn::instructs).toList();
    }

    public Chat withModel(String model) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withTurns(List<Turn> turns) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withTools(List<Tool> tools, ToolChoice choice) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withOutput(Output output) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withSettings(Settings settings) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withThinking(Thinking thinking) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    public Chat withStream(boolean stream) {
        return new Chat(model, turns, tools, choice, settings, output, thinking, stream);
    }

    /** Whether any part of any turn, also inside tool results, matches. */
    public boolean has(Predicate<Part> test) {
        for (Turn turn : turns) {
            if (matches(turn.parts(), test)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<Part> parts, Predicate<Part> test) {
        for (Part part : parts) {
            if (test.test(part) || part instanceof Part.ToolResult result && matches(result.parts(), test)) {
                return true;
            }
        }
        return false;
    }
}
