package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of {@code generateContent} and of {@code countTokens}. */
final class RequestReader {

    private RequestReader() {}

    static Chat read(Ask ask, Losses losses) {
        Fields body = Fields.of(ask.body(), "", losses);
        Fields request = ask.operation() == Operation.COUNT_TOKENS && body.has("generateContentRequest")
                ? body.object("generateContentRequest")
                : body;
        if (request.has("cachedContent")) {
            throw Fields.invalid(
                    "cachedContent is kept by Google: this route needs the whole content",
                    request.path("cachedContent"));
        }
        Chat chat = chat(ask, request, losses);
        request.ignore("model");
        request.drop(Weight.HINT, "store", "modelArmorConfig");
        request.done();
        return chat;
    }

    private static Chat chat(Ask ask, Fields request, Losses losses) {
        List<Turn> turns = new ArrayList<>();
        PartReader parts = new PartReader(losses);
        system(request, parts, turns, losses);
        request.objects("contents").forEach(content -> turns.add(turn(content, parts, losses)));
        ToolReader reader = new ToolReader(losses);
        List<Tool> tools = reader.tools(request);
        ToolChoice choice = reader.choice(request);
        ConfigReader config = new ConfigReader(request, losses);
        Settings settings = config.settings();
        Output output = config.output();
        Thinking thinking = config.thinking();
        config.done();
        return new Chat(ask.model(), turns, tools, choice, settings, output, thinking, ask.stream());
    }

    private static void system(Fields request, PartReader parts, List<Turn> turns, Losses losses) {
        if (!request.has("systemInstruction")) {
            return;
        }
        if (request.get("systemInstruction").isTextual()) {
            turns.add(Turn.of(
                    Role.SYSTEM,
                    List.of(new Part.Text(request.get("systemInstruction").textValue()))));
            return;
        }
        Fields system = request.object("systemInstruction");
        role(system, losses);
        turns.add(Turn.of(Role.SYSTEM, parts.parts(system.objects("parts"))));
        system.done();
    }

    private static Turn turn(Fields content, PartReader parts, Losses losses) {
        Turn turn = Turn.of(role(content, losses), parts.parts(content.objects("parts")));
        content.done();
        return turn;
    }

    private static Role role(Fields content, Losses losses) {
        String role = content.text("role");
        return switch (role == null ? "user" : role) {
            case "model", "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            case "user", "function", "tool", "" -> Role.USER;
            default -> {
                losses.changed(content.path("role"), "user", Weight.SEMANTIC);
                yield Role.USER;
            }
        };
    }
}
