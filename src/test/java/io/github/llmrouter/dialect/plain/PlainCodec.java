package io.github.llmrouter.dialect.plain;

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

/** Between the example's API and the hub. */
final class PlainCodec implements Codec {

    private static final Naming ANY = Naming.of(".+", 1000);

    @Override
    public Chat readRequest(Ask ask, Losses losses) {
        return PlainRequest.read(ask, losses);
    }

    @Override
    public ObjectNode writeRequest(Chat chat, Aim aim, Losses losses) {
        return PlainRequest.write(chat, aim, losses);
    }

    @Override
    public List<Event> readAnswer(JsonNode body, Losses losses) {
        List<Event> events = new ArrayList<>();
        PlainReader reader = new PlainReader(events::add);
        reader.read(body);
        reader.end();
        return events;
    }

    @Override
    public ObjectNode writeAnswer(Answer answer, Asked asked, Losses losses) {
        return PlainWriter.whole(answer, asked, losses);
    }

    @Override
    public EventReader eventReader(Consumer<Event> out, Losses losses) {
        return new PlainReader(out);
    }

    @Override
    public EventWriter eventWriter(Asked asked, OutputStream out, Losses losses) {
        return new PlainWriter(asked, out);
    }

    @Override
    public Naming toolNames() {
        return ANY;
    }

    @Override
    public Naming callIds() {
        return ANY;
    }

    @Override
    public boolean customTools() {
        return false;
    }

    @Override
    public int maxStopSequences() {
        return 0;
    }

    @Override
    public boolean candidates() {
        return false;
    }

    @Override
    public String conversation() {
        return "said";
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.empty();
    }
}
