package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One request and its answer on their way between two dialects, as the gateway carries them, without any network. */
final class Crossing {

    static final List<Dialect> DIALECTS = List.copyOf(LlmRouter.DIALECTS.all());
    /** Models with few peculiarities. */
    static final Map<String, String> PLAIN = Map.of(
            "openai",
            "gpt-4.1",
            "openai-responses",
            "gpt-4.1",
            "anthropic",
            "claude-sonnet-4-5",
            "gemini",
            "gemini-2.5-pro");
    /** Models that think. */
    static final Map<String, String> THINKING = Map.of(
            "openai",
            "gpt-5.6",
            "openai-responses",
            "gpt-5.6",
            "anthropic",
            "claude-opus-4-6",
            "gemini",
            "gemini-3-pro");

    /** Of a dialect that has none of its own. */
    static final String ANY_MODEL = "a-model";

    private static final Map<String, String> BASES = Map.of(
            "openai", "https://api.openai.com/v1",
            "openai-responses", "https://api.openai.com/v1",
            "anthropic", "https://api.anthropic.com",
            "gemini", "https://generativelanguage.googleapis.com/v1beta");
    /** Seconds since the epoch: creation times of answers that have none. */
    private static final long NOW = 1_800_000_000;

    final Dialect client;
    final Dialect upstream;
    final Aim aim;
    final Losses losses = new Losses();
    private final Ask ask;
    private final Chat chat;
    private final Bridge bridge;

    private Crossing(Dialect client, Dialect upstream, Aim aim, Ask ask, Continuity continuity) {
        this.client = client;
        this.upstream = upstream;
        this.ask = ask;
        this.aim = aim;
        Origin origin = Origin.of(upstream.name(), aim.base(), "sk-test", aim.model());
        this.bridge = new Bridge(client, upstream, aim, () -> origin, continuity, "caller");
        this.chat = client.codec().readRequest(ask, losses);
    }

    static Crossing of(Dialect client, Dialect upstream, Ask ask) {
        return of(client, upstream, PLAIN.getOrDefault(upstream.name(), ANY_MODEL), ask);
    }

    static Crossing of(Dialect client, Dialect upstream, String model, Ask ask) {
        return of(client, upstream, model, ask, new Continuity());
    }

    static Crossing of(Dialect client, Dialect upstream, String model, Ask ask, Continuity continuity) {
        return new Crossing(client, upstream, aim(upstream, model), ask, continuity);
    }

    /** @param base of somebody who only speaks the dialect */
    static Crossing of(Dialect client, Dialect upstream, String model, Ask ask, URI base) {
        return new Crossing(client, upstream, new Aim(model, base, null, Map.of()), ask, new Continuity());
    }

    static Dialect dialect(String name) {
        return LlmRouter.DIALECTS.of(name);
    }

    static Aim aim(Dialect upstream, String model) {
        return new Aim(
                model, URI.create(BASES.getOrDefault(upstream.name(), "https://api.example.com")), null, Map.of());
    }

    static Ask ask(JsonNode body, boolean stream) {
        return ask(body, stream, Map.of());
    }

    static Ask ask(JsonNode body, boolean stream, Map<String, String> headers) {
        return new Ask(
                Operation.GENERATE, body.path("model").asText("asked"), stream, body, headers, Map.of("alt", "sse"));
    }

    /** The request as the upstream gets it: written and read again, because raw text may be embedded in the tree. */
    JsonNode request() {
        return wired(upstream.codec().writeRequest(there(), aim, losses));
    }

    /** What the upstream is told, in no dialect. */
    Chat there() {
        return bridge.there(chat, losses);
    }

    String report() {
        return losses.isEmpty() ? "" : Report.of(client.name(), upstream.name(), losses);
    }

    /** The events that the client's writer would get for these of the upstream. */
    List<Event> back(List<Event> events) {
        List<Event> out = new ArrayList<>();
        events.forEach(back(out::add));
        return out;
    }

    /** As {@link #back}, one by one. */
    Consumer<Event> through(Consumer<Event> out) {
        return back(out);
    }

    /** Takes the upstream's events. */
    Consumer<Event> back(Consumer<Event> out) {
        return bridge.back(out);
    }

    JsonNode answer(List<Event> events) {
        Answer answer = Fold.of(back(events));
        return wired(client.codec().writeAnswer(answer, asked(), losses));
    }

    byte[] stream(List<Event> events) {
        return stream(client, asked(), back(events), losses);
    }

    Asked asked() {
        return new Asked(ask, chat, "", NOW, Crossing::id);
    }

    /** The upstream's own id without its prefix: easier to read than a hash. */
    private static String id(String upstream) {
        return upstream.replaceFirst("^(chatcmpl-|resp_|msg_)", "");
    }

    static byte[] stream(Dialect dialect, Asked asked, List<Event> events) {
        return stream(dialect, asked, events, new Losses());
    }

    private static byte[] stream(Dialect dialect, Asked asked, List<Event> events, Losses losses) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Codec.EventWriter writer = dialect.codec().eventWriter(asked, out, losses);
        try {
            for (Event event : events) {
                writer.write(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static List<Event> read(Dialect dialect, JsonNode body) {
        return dialect.codec().readAnswer(body, new Losses());
    }

    /** What the upstream said, with what its reader loses. */
    List<Event> read(JsonNode body) {
        return upstream.codec().readAnswer(body, losses);
    }

    List<Event> read(byte[] stream) {
        return read(upstream, frames(stream), losses);
    }

    static List<Event> read(Dialect dialect, byte[] stream) {
        return read(dialect, frames(stream));
    }

    static List<Event> read(Dialect dialect, List<Frame> frames) {
        return read(dialect, frames, new Losses());
    }

    private static List<Event> read(Dialect dialect, List<Frame> frames, Losses losses) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = dialect.codec().eventReader(events::add, losses);
        frames.forEach(reader::read);
        reader.end();
        return events;
    }

    static List<Frame> frames(byte[] stream) {
        List<Frame> frames = new ArrayList<>();
        try {
            FrameReader reader = new FrameReader(frames::add);
            reader.read(stream);
            reader.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }

    static JsonNode wired(JsonNode node) {
        try {
            return Json.read(Json.bytes(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
