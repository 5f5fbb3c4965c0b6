package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads and writes answers for tests. */
final class Answers {

    static final Codec CODEC = new OpenAi().codec();

    private Answers() {}

    /** Recorded files of this dialect; aborts the test when there are none. */
    static List<Path> recorded(String suffix) {
        Shared.path("fixtures/openai-chat");
        return Shared.list("fixtures/openai-chat", suffix);
    }

    static List<Event> stream(String sse) {
        return stream(sse.getBytes(StandardCharsets.UTF_8), new int[0]);
    }

    /** @param cuts ascending positions where the bytes are cut */
    static List<Event> stream(byte[] sse, int[] cuts) {
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = CODEC.eventReader(events::add, new Losses());
        FrameReader frames = new FrameReader(reader::read);
        try {
            int from = 0;
            for (int cut : cuts) {
                frames.read(sse, from, cut - from);
                from = cut;
            }
            frames.read(sse, from, sse.length - from);
            frames.end();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        reader.end();
        return events;
    }

    /** Chunks of choices, as {@code data:} lines; each argument is one chunk's only choice. */
    static String chunks(String... choices) {
        StringBuilder sse = new StringBuilder();
        for (String choice : choices) {
            sse.append("data: {\"id\":\"c1\",\"model\":\"m\",\"created\":7,\"choices\":[")
                    .append(choice)
                    .append("]}\n\n");
        }
        return sse.toString();
    }

    static Asked asked(String body) throws IOException {
        JsonNode request = Json.read(body);
        Chat chat = new Chat(
                "m", List.of(), List.of(), ToolChoice.UNSAID, Settings.none(), Output.TEXT, Thinking.UNSAID, true);
        return new Asked(
                new Ask(Operation.GENERATE, "asked", true, request, Map.of(), Map.of()), chat, "", 99, id -> "x" + id);
    }

    static String write(Asked asked, List<Event> events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Codec.EventWriter writer = CODEC.eventWriter(asked, out, new Losses());
        for (Event event : events) {
            writer.write(event);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static List<JsonNode> chunksOf(String sse) throws IOException {
        List<JsonNode> chunks = new ArrayList<>();
        for (String line : sse.split("\n")) {
            if (line.startsWith("data: {")) {
                chunks.add(Json.read(line.substring(6)));
            }
        }
        return chunks;
    }

    static Answer fold(List<Event> events) {
        return Fold.of(events);
    }

    static ObjectNode write(Asked asked, Answer answer) {
        return CODEC.writeAnswer(answer, asked, new Losses());
    }

    /** What the recorded expectations tell of an answer, computed from its events. */
    static ObjectNode summary(List<Event> events) throws IOException {
        Fold fold = new Fold();
        List<Event> kept = new ArrayList<>();
        boolean open = false;
        Event.Failed failed = null;
        for (Event event : events) {
            if (event instanceof Event.Failed failure) {
                failed = failure;
            } else {
                open = event instanceof Event.PartStarted || open && !(event instanceof Event.PartEnded);
                kept.add(event);
            }
        }
        if (open) {
            kept.add(new Event.PartEnded(0));
        }
        kept.forEach(fold::add);
        Answer answer = fold.answer();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        ArrayNode parts = summary.putArray("parts");
        for (Part part : answer.candidates().get(0).parts()) {
            parts.add(part(part));
        }
        boolean complete = fold.ended();
        summary.put(
                "finish", complete ? finish(answer.candidates().get(0).finish().reason()) : null);
        summary.set("usage", usage(answer.usage()));
        summary.put("model", answer.model());
        summary.put("id", answer.id());
        summary.put("error", failed == null ? null : failed.fault().message());
        summary.put("complete", complete);
        return summary;
    }

    private static ObjectNode part(Part part) throws IOException {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (part) {
            case Part.Text text -> node.put("kind", "text").put("text", text.text());
            case Part.Refusal refusal -> node.put("kind", "refusal").put("text", refusal.text());
            case Part.Reasoning thought -> node.put("kind", "reasoning").put("text", thought.visible());
            case Part.ToolCall call -> {
                node.put("kind", "call").put("id", call.id()).put("name", call.name());
                node.set("args", Json.read(call.arguments().isBlank() ? "{}" : call.arguments()));
            }
            case Part.Image other -> node.put("kind", "image");
            case Part.Document other -> node.put("kind", "document");
            case Part.Audio other -> node.put("kind", "audio");
            case Part.Video other -> node.put("kind", "video");
            case Part.ToolResult other -> node.put("kind", "result");
            case Part.ServerTool other -> node.put("kind", "server");
            case Part.Opaque other -> node.put("kind", "opaque");
        }
        return node;
    }

    private static String finish(StopReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case STOP_SEQUENCE -> "stopSequence";
            case TOOL_CALLS -> "toolCalls";
            case LENGTH -> "length";
            case CONTEXT_FULL -> "contextFull";
            case FILTERED -> "filtered";
            case REFUSAL -> "refusal";
            case PAUSED -> "paused";
            case COMPACTED -> "compacted";
            case MALFORMED_CALL -> "malformedCall";
            case ERROR -> "error";
        };
    }

    private static JsonNode usage(Usage usage) {
        if (usage == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("in", usage.totalInput())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite())
                .put("out", usage.output())
                .put("reasoning", usage.reasoning())
                .put("total", usage.total());
    }
}
