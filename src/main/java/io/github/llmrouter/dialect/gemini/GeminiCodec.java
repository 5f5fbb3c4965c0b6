package io.github.llmrouter.dialect.gemini;

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
import java.util.Optional;
import java.util.function.Consumer;

/** Converts between Gemini's JSON and the hub. */
final class GeminiCodec implements Codec {

    private static final Naming TOOL_NAMES = Naming.of("[A-Za-z_][A-Za-z0-9_.:-]*", 128);
    private static final Naming CALL_IDS = Naming.of("[!-~]+", 256);

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        return RequestReader.read(ask, losses);
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        return new RequestWriter(chat, aim, losses).write();
    }

    @Override
    public List<Event> readAnswer(JsonNode body, Losses losses) {
        List<Event> events = new ArrayList<>();
        ChunkReader reader = new ChunkReader(events::add, losses);
        reader.read(body);
        reader.end();
        return events;
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        return AnswerWriter.write(answer, asked, losses);
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
        return "contents";
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
        return false;
    }

    @Override
    public boolean outputsOfAnyType() {
        return true;
    }

    @Override
    public boolean assistantsShow() {
        return true;
    }

    @Override
    public int maxStopSequences() {
        return 5;
    }

    @Override
    public boolean candidates() {
        return true;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.of(new TokenCount());
    }
}
