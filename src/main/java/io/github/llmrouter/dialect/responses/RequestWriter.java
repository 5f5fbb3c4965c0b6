package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.chat.Turn.Role;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request. Nothing is stored on OpenAI's side: the next request brings the whole conversation again. */
final class RequestWriter {

    /** What a token count takes. */
    private static final Set<String> COUNTED = Set.of(
            "model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text");

    private final Chat chat;
    private final Upstream upstream;
    private final Losses losses;

    RequestWriter(Chat chat, Aim aim, Losses losses) {
        this.chat = chat;
        this.upstream = new Upstream(aim);
        this.losses = losses;
    }

    ObjectNode write() {
        Json body = Json.object().with("model", upstream.model());
        String instructions = instructions();
        body.with("instructions", instructions);
        List<Turn> rest = instructions == null
                ? chat.turns()
                : chat.turns().subList(1, chat.turns().size());
        List<JsonNode> input = new InputWriter(upstream, losses).write(rest);
        if (input.isEmpty()) {
            throw new FaultException(Fault.invalid("nothing of the conversation can be said on this route", null));
        }
        body.with("input", input.stream());
        new ToolWriter(chat, upstream, losses).write(body);
        new SettingsWriter(chat, upstream, losses).write(body);
        return body.with("store", false).with("stream", chat.stream()).node();
    }

    ObjectNode writeCount() {
        return write().retain(COUNTED);
    }

    /**
     * The one plain system text that a conversation begins with. More of them, and what developers say, stay in their places among
     * the input; so does a text that marks the cache, and one that nothing follows, for there must be some input.
     */
    private @Nullable String instructions() {
        List<Turn> first = chat.instructions();
        boolean alone =
                first.stream().filter(turn -> turn.role() == Role.SYSTEM).count() == 1;
        boolean onlyThat = chat.turns().size() == 1;
        if (!alone
                || onlyThat
                || first.get(0).role() != Role.SYSTEM
                || first.get(0).parts().size() != 1) {
            return null;
        }
        return first.get(0).parts().get(0) instanceof Part.Text text && (text.cache() == null || !upstream.cacheMarks())
                ? text.text()
                : null;
    }
}
