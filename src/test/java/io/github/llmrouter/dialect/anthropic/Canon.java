package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;

/** Answers in the form in which EXPECT.json describes them, and the ways to read one. */
final class Canon {

    private static final Map<String, StopReason> REASONS = Map.of(
            "stop", StopReason.STOP,
            "stopSequence", StopReason.STOP_SEQUENCE,
            "toolCalls", StopReason.TOOL_CALLS,
            "length", StopReason.LENGTH,
            "contextFull", StopReason.CONTEXT_FULL,
            "filtered", StopReason.FILTERED,
            "refusal", StopReason.REFUSAL,
            "paused", StopReason.PAUSED,
            "compacted", StopReason.COMPACTED);

    private Canon() {}

    static List<Event> events(String file, Codec codec, RandomGenerator random) {
        return file.endsWith(".sse")
                ? stream(Fixtures.bytes(file), codec, random)
                : codec.readAnswer(Fixtures.json(file), new Losses());
    }

    /** Reads a stream cut at random places. */
    static List<Event> stream(byte[] bytes, Codec codec, RandomGenerator random) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = codec.eventReader(events::add, new Losses());
        FrameReader frames = new FrameReader(reader::read);
        try {
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + bytes.length / 20));
                frames.read(bytes, from, to - from);
                from = to;
            }
            frames.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.end();
        return events;
    }

    static List<String> parts(Answer answer) {
        return answer.candidates().getFirst().parts().stream().map(Canon::part).toList();
    }

    static List<String> parts(JsonNode expected) {
        return StreamSupport.stream(expected.path("parts").spliterator(), false)
                .map(Canon::part)
                .toList();
    }

    static StopReason reason(JsonNode expected) {
        return REASONS.get(expected.path("finish").asText());
    }

    private static String part(Part part) {
        return switch (part) {
            case Part.Text text -> "text " + text.text();
            case Part.Refusal refusal -> "refusal " + refusal.text();
            case Part.Reasoning thought ->
                "reasoning " + thought.visible() + " " + thought.seal().isPresent();
            case Part.ToolCall call -> "call " + call.id() + " " + call.name() + " " + sorted(call.arguments());
            case Part.ServerTool tool -> "server " + tool.raw().path("type").asText();
            case Part.Opaque opaque -> "server " + opaque.raw().path("type").asText();
            default -> throw new AssertionError(part);
        };
    }

    private static String part(JsonNode part) {
        String text = part.path("text").asText();
        return switch (part.path("kind").asText()) {
            case "text" -> "text " + text;
            case "refusal" -> "refusal " + text;
            case "reasoning" -> "reasoning " + text + " " + part.path("opaque").asBoolean();
            case "call" ->
                "call " + part.path("id").asText() + " " + part.path("name").asText() + " "
                        + sorted(Json.text(part.path("args")));
            case "server" -> "server " + part.path("type").asText();
            default -> throw new AssertionError(part);
        };
    }

    /** JSON with its keys in order, numbers as they are spelled. */
    static String sorted(String json) {
        try {
            return sorted(Json.read(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sorted(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(field -> field.getKey() + ":" + sorted(field.getValue()))
                    .toList()
                    .toString();
        }
        if (node.isArray()) {
            return "a"
                    + StreamSupport.stream(node.spliterator(), false)
                            .map(Canon::sorted)
                            .toList();
        }
        return Json.text(node);
    }

    /** What was said before an answer failed. */
    static Answer saidBefore(List<Event> events) {
        return Fold.of(
                events.stream().takeWhile(event -> !(event instanceof Failed)).toList());
    }
}
