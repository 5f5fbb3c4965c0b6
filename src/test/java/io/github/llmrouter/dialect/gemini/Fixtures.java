package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests of this package share: recorded answers, questions to go with them, streams written and read again. */
final class Fixtures {

    static final Codec CODEC = new Gemini().codec();
    static final Counting COUNTING = CODEC.counting().orElseThrow();
    static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta");

    private Fixtures() {}

    /** All recorded answers that have an expectation. */
    static List<Path> answers() {
        return Stream.of(".res.json", ".res.sse")
                .flatMap(suffix -> Shared.list("fixtures/gemini", suffix).stream())
                .filter(file -> expected(file).isPresent())
                .toList();
    }

    static List<Path> good() {
        return answers().stream()
                .filter(file -> expected(file).orElseThrow().get("error").isNull())
                .toList();
    }

    static Optional<JsonNode> expected(Path file) {
        String name = file.getFileName().toString().replaceAll("\\.re[sq]\\.\\w+$", "");
        JsonNode all = json(Shared.path("fixtures/EXPECT.json"));
        return Stream.of(all.path("gemini/" + name), all.path(name))
                .filter(JsonNode::isObject)
                .findFirst();
    }

    static JsonNode json(Path file) {
        try {
            return Json.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean streamed(Path file) {
        return file.toString().endsWith(".sse");
    }

    static List<Event> events(Path file) {
        return streamed(file) ? stream(bytes(file)) : CODEC.readAnswer(json(file), new Losses());
    }

    static List<Event> stream(byte[]... pieces) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = CODEC.eventReader(events::add, new Losses());
        FrameReader frames = new FrameReader(reader::read);
        try {
            for (byte[] piece : pieces) {
                frames.read(piece);
            }
            frames.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.end();
        return events;
    }

    static List<Event> stream(String text) {
        return stream(text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer answer(Path file) {
        return Fold.of(events(file));
    }

    /** A client that wants to see thoughts. */
    static Asked asked(boolean sse) {
        Thinking thinking = new Thinking(null, null, null, true, true);
        return asked(sse, "{}", thinking);
    }

    static Asked asked(boolean sse, String body, Thinking thinking) {
        Ask ask = new Ask(Operation.GENERATE, "m", true, tree(body), Map.of(), sse ? Map.of("alt", "sse") : Map.of());
        Chat chat =
                new Chat("m", List.of(), List.of(), ToolChoice.UNSAID, Settings.none(), Output.TEXT, thinking, true);
        return new Asked(ask, chat, "", 0, id -> id);
    }

    static JsonNode tree(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writing embeds raw text: only reading it again makes a tree that can be compared. */
    static JsonNode again(JsonNode node) {
        return tree(Json.text(node));
    }

    static String written(List<Event> events, Asked asked) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Codec.EventWriter writer = CODEC.eventWriter(asked, out, new Losses());
        try {
            for (Event event : events) {
                writer.write(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static Chat request(JsonNode body, String model, Losses losses) {
        return CODEC.readRequest(new Ask(Operation.GENERATE, model, false, body, Map.of(), Map.of()), losses);
    }

    static Chat request(String body) {
        return request(tree(body), "m", new Losses());
    }

    static Aim aim(String model) {
        return new Aim(model, GOOGLE, null, Map.of());
    }

    static Aim aim(String model, String quirk, String value) {
        return new Aim(model, GOOGLE, null, Map.of(quirk, value));
    }

    static JsonNode write(Chat chat, Aim aim) {
        return again(CODEC.writeRequest(chat, aim, new Losses()));
    }
}
