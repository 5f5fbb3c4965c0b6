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
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** Converts between Gemini's JSON and the hub. */
final class GeminiCodec implements Codec {

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> readAnswer(JsonNode body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventReader eventReader(Consumer<Event> out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventWriter eventWriter(Asked asked, OutputStream out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Naming toolNames() {
        return new Naming("[A-Za-z_][A-Za-z0-9_.:-]*", 128);
    }

    @Override
    public Naming callIds() {
        return new Naming("[!-~]+", 256);
    }

    @Override
    public boolean customTools() {
        return false;
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
    public ObjectNode writeCountRequest(Chat chat, Aim aim, Losses losses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long readCount(JsonNode body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode writeCount(long tokens) {
        throw new UnsupportedOperationException();
    }
}
