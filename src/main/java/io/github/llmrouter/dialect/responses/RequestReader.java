package io.github.llmrouter.dialect.responses;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads a request. What lies on OpenAI's side only (stored conversations, prompts, background work) is refused. */
final class RequestReader {

    /** They stand for content that nobody else has. */
    private static final List<String> STATE = List.of("previous_response_id", "conversation", "prompt");

    private final Ask ask;
    private final Losses losses;

    RequestReader(Ask ask, Losses losses) {
        this.ask = ask;
        this.losses = losses;
    }

    Chat read() {
        Fields body = new Fields(ask.body(), "", losses);
        refuseState(body);
        body.ignore("model", "stream");
        Namespaces names = new Namespaces(ask.body().path("tools"));
        ToolReader tools = new ToolReader(names, losses);
        List<Turn> turns = turns(body, names);
        SettingsReader settings = new SettingsReader(body, losses);
        Settings wishes = settings.read();
        Thinking thinking = settings.thinking();
        Output output = settings.output();
        Chat chat = new Chat(
                ask.model(), turns, tools.tools(body), tools.choice(body), wishes, output, thinking, ask.stream());
        drop(body);
        body.reportUnread();
        return chat;
    }

    private static void refuseState(Fields body) {
        for (String field : STATE) {
            if (body.has(field)) {
                throw refused(field + " is not supported on this route: it needs the full input", field);
            }
        }
        if (Boolean.TRUE.equals(body.bool("background"))) {
            throw refused("background is not supported on this route", "background");
        }
        body.ignore(STATE.toArray(String[]::new));
    }

    private List<Turn> turns(Fields body, Namespaces names) {
        List<Turn> turns = new ArrayList<>();
        String instructions = body.text("instructions", "");
        if (!instructions.isEmpty()) {
            turns.add(Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text(instructions))));
        }
        turns.addAll(new InputReader(names, losses).read(body.node("input")));
        return turns;
    }

    private void drop(Fields body) {
        if ("disabled".equals(body.text("truncation"))) {
            body.ignore("truncation");
        } else {
            body.drop(Weight.HINT, "truncation");
        }
        if (Boolean.TRUE.equals(body.bool("store"))) {
            losses.dropped("store", Weight.HINT);
        }
        body.drop(
                Weight.HINT,
                "max_tool_calls",
                "prompt_cache_retention",
                "prompt_cache_options",
                "client_metadata",
                "stream_options",
                "moderation",
                "access_programs",
                "image");
        body.drop(Weight.SEMANTIC, "context_management");
    }

    static FaultException refused(String message, String param) {
        return new FaultException(Fault.invalid(message, param));
    }
}
