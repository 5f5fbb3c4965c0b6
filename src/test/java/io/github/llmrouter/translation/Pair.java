package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A recorded answer and a client of another dialect that is to get it. */
record Pair(Recorded recorded, Dialect client) {

    /** Of clients that want everything there is: usage, thoughts, opaque state. */
    private static final Map<String, String> CURIOUS =
            Map.of("openai", """
                {"model":"m","messages":[{"role":"user","content":"hi"}],"reasoning_effort":"high",
                 "stream":true,"stream_options":{"include_usage":true}}\
                """, "openai-responses", """
                {"model":"m","input":"hi","reasoning":{"effort":"high","summary":"auto"},
                 "include":["reasoning.encrypted_content"],"stream":true}\
                """, "anthropic", """
                {"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"hi"}],
                 "thinking":{"type":"enabled","budget_tokens":2048},"stream":true}\
                """, "gemini", """
                {"contents":[{"role":"user","parts":[{"text":"hi"}]}],
                 "generationConfig":{"thinkingConfig":{"includeThoughts":true}}}\
                """);

    static Stream<Pair> of(List<Recorded> recorded) {
        return recorded.stream()
                .flatMap(one -> Crossing.DIALECTS.stream()
                        .filter(dialect -> dialect != one.dialect())
                        .map(dialect -> new Pair(one, dialect)));
    }

    static Ask curious(Dialect client) {
        String body = CURIOUS.get(client.name());
        if (body == null) {
            Dialect known = Crossing.dialect("openai");
            return Crossing.ask(Crossing.of(known, client, curious(known)).request(), true);
        }
        try {
            return Crossing.ask(Json.read(body), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Crossing crossing() {
        return Crossing.of(client, recorded.dialect(), curious(client));
    }

    /** What the client's writer gets. */
    List<Event> events() {
        return crossing().back(recorded.events());
    }

    byte[] stream(List<Event> events) {
        return Crossing.stream(client, crossing().asked(), events);
    }

    /** What the client makes of the answer when it gets it whole. */
    static Answer whole(Pair pair) {
        Crossing crossing = pair.crossing();
        Answer answer = Fold.of(crossing.back(pair.recorded().events()));
        JsonNode body = Crossing.wired(pair.client().codec().writeAnswer(answer, crossing.asked(), new Losses()));
        return Fold.of(Crossing.read(pair.client(), body));
    }

    @Override
    public String toString() {
        return recorded + ">" + client.name();
    }
}
