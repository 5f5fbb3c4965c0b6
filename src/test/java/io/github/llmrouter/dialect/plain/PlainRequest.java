package io.github.llmrouter.dialect.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code {"model", "talk": [{"who": "user", "says": "Hi"}], "at_most": 100, "stream": true}}. */
final class PlainRequest {

    private static final Map<String, Turn.Role> WHO =
            Map.of("system", Turn.Role.SYSTEM, "user", Turn.Role.USER, "model", Turn.Role.ASSISTANT);

    private PlainRequest() {}

    static Chat read(Ask ask, Losses losses) {
        Fields fields = new Fields(ask.body(), "", losses);
        fields.ignore("model", "stream");
        JsonNode talk = fields.array("talk");
        if (talk == null) {
            throw new FaultException(Fault.invalid("talk must be an array", "talk"));
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode said : talk) {
            Fields line = new Fields(said, "talk[" + turns.size() + "]", losses);
            Turn.Role role = line.word("who", WHO);
            String says = line.text("says", "");
            line.reportUnread();
            turns.add(Turn.of(role == null ? Turn.Role.USER : role, List.of(new Part.Text(says))));
        }
        Settings settings = Settings.none().withMaxTokens(fields.number("at_most"));
        fields.reportUnread();
        return new Chat(
                ask.model(), turns, List.of(), ToolChoice.UNSAID, settings, Output.TEXT, Thinking.UNSAID, ask.stream());
    }

    static ObjectNode write(Chat chat, Aim aim, Losses losses) {
        List<Json> talk = new ArrayList<>();
        for (Turn turn : chat.turns()) {
            StringBuilder says = new StringBuilder();
            turn.parts().forEach(part -> says.append(words(part)));
            String who = switch (turn.role()) {
                case SYSTEM, DEVELOPER -> "system";
                case USER -> "user";
                case ASSISTANT -> "model";
            };
            talk.add(Json.object().with("who", who).with("says", says.toString()));
        }
        report(chat, losses);
        return Json.object()
                .with("model", aim.model())
                .with("talk", talk.stream())
                .with("at_most", chat.settings().maxTokens())
                .with("stream", chat.stream() ? true : null)
                .node();
    }

    /** A new kind of part does not compile before somebody has decided about it here. */
    private static String words(Part part) {
        return switch (part) {
            case Part.Text text -> text.text();
            case Part.Refusal refusal -> refusal.text();
            case Part.Reasoning thought -> "";
            case Part.Opaque opaque -> "";
            case Part.ServerTool tool -> "";
            case Part.Image other -> throw unable(other);
            case Part.Document other -> throw unable(other);
            case Part.Audio other -> throw unable(other);
            case Part.Video other -> throw unable(other);
            case Part.ToolCall other -> throw unable(other);
            case Part.ToolResult other -> throw unable(other);
        };
    }

    private static FaultException unable(Part part) {
        String kind = part.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return new FaultException(Fault.invalid("the model that answers here only knows text: no " + kind, "messages"));
    }

    /** Nothing is lost in silence. */
    private static void report(Chat chat, Losses losses) {
        if (!chat.tools().isEmpty()) {
            losses.dropped("tools", Weight.SEMANTIC);
        }
        if (!chat.output().equals(Output.TEXT)) {
            losses.dropped("output", Weight.SEMANTIC);
        }
        if (chat.settings().temperature() != null) {
            losses.dropped("temperature", Weight.HINT);
        }
        if (chat.thinking().effort() != null || chat.thinking().budget() != null) {
            losses.dropped("thinking", Weight.HINT);
        }
    }
}
