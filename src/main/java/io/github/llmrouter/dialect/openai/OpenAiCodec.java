package io.github.llmrouter.dialect.openai;

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

/** Between Chat Completions and the hub. */
final class OpenAiCodec implements Codec {

    private static final Naming TOOL_NAMES = Naming.of("[A-Za-z0-9_-]+", 64);
    private static final Naming CALL_IDS = Naming.of("[A-Za-z0-9_-]+", 40);

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        return new RequestReader(ask, losses).read();
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        return RequestWriter.write(chat, new Upstream(aim), losses);
    }

    @Override
    public List<Event> readAnswer(JsonNode body, Losses losses) {
        return ChunkReader.whole(body, losses);
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        return new AnswerWriter(asked, losses).write(answer);
    }

    @Override
    public EventReader eventReader(Consumer<Event> out, Losses losses) {
        return new ChunkReader(out, losses);
    }

    @Override
    public EventWriter eventWriter(Asked asked, OutputStream out, Losses losses) {
        return new ChunkWriter(asked, out, losses);
    }

    @Override
    public String conversation() {
        return "messages";
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
        return 4;
    }

    @Override
    public int maxStopSequences(Aim aim) {
        return new Upstream(aim).stops() ? 4 : 0;
    }

    @Override
    public boolean candidates() {
        return true;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.empty();
    }
}
