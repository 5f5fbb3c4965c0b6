package io.github.llmrouter.dialect.responses;

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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Converts between OpenAI's Responses and the hub. */
final class ResponsesCodec implements Codec {

    private static final Naming TOOL_NAMES = Naming.of("[A-Za-z0-9_-]+", 64);
    private static final Naming CALL_IDS = Naming.of("[A-Za-z0-9_-]+", 64);

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        return new RequestReader(ask, losses).read();
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        return new RequestWriter(chat, aim, losses).write();
    }

    @Override
    public List<Event> readAnswer(JsonNode body, Losses losses) {
        return AnswerReader.whole(body, losses);
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        return WholeAnswer.write(answer, asked, losses);
    }

    @Override
    public EventReader eventReader(Consumer<Event> out, Losses losses) {
        return new AnswerReader(out, losses);
    }

    @Override
    public EventWriter eventWriter(Asked asked, OutputStream out, Losses losses) {
        return new AnswerWriter(asked, out, losses);
    }

    @Override
    public String conversation() {
        return "input";
    }

    @Override
    public Naming toolNames() {
        return TOOL_NAMES;
    }

    @Override
    public Naming callIds() {
        return CALL_IDS;
    }

    @Override
    public boolean customTools() {
        return true;
    }

    @Override
    public boolean customTools(Aim aim) {
        return new Upstream(aim).customTools();
    }

    @Override
    public int maxStopSequences() {
        return 0;
    }

    @Override
    public boolean phases() {
        return true;
    }

    @Override
    public boolean candidates() {
        return false;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.of(new TokenCount());
    }
}
