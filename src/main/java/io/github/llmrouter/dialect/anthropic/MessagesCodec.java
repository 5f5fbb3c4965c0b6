package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Counting;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Converts between Anthropic Messages and the hub. */
final class MessagesCodec implements Codec {

    private static final Naming NAMES = Naming.of("[a-zA-Z0-9_-]+", 64);

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        return new RequestReader(losses).read(ask);
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        return new RequestWriter(chat, aim, losses).write();
    }

    @Override
    public List<Event> readAnswer(JsonNode body, Losses losses) {
        List<Event> events = new ArrayList<>();
        new StreamReader(events::add, losses).whole(body);
        return events;
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        return AnswerWriter.write(answer, asked, losses);
    }

    @Override
    public EventReader eventReader(Consumer<Event> out, Losses losses) {
        return new StreamReader(out, losses);
    }

    @Override
    public EventWriter eventWriter(Asked asked, OutputStream out, Losses losses) {
        return new StreamWriter(asked, out, losses);
    }

    @Override
    public Map<String, String> requestHeaders(Chat chat, Aim aim) {
        return Betas.headers(chat, aim);
    }

    @Override
    public String conversation() {
        return "messages";
    }

    @Override
    public Naming toolNames() {
        return NAMES;
    }

    @Override
    public Naming callIds() {
        return NAMES;
    }

    @Override
    public boolean customTools() {
        return false;
    }

    @Override
    public int maxStopSequences() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean candidates() {
        return false;
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.of(new TokenCount());
    }
}
