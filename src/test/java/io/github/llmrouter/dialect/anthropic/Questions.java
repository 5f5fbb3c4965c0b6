package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Questions whose answers the tests write. */
final class Questions {

    private Questions() {}

    /** From a client that wants to see the model think. */
    static Asked thinking() {
        return asked(new Thinking(Thinking.Mode.ADAPTIVE, null, null, null, false), Map.of());
    }

    /** From a client that said nothing about thinking. */
    static Asked plain() {
        return asked(Thinking.UNSAID, Map.of());
    }

    /** From a client of the newest version of the API. */
    static Asked newest() {
        return asked(Thinking.UNSAID, Map.of("anthropic-version", "2026-10-21"));
    }

    private static Asked asked(Thinking thinking, Map<String, String> headers) {
        Ask ask = new Ask(Operation.GENERATE, "asked", true, Json.object().node(), headers, Map.of());
        Chat chat = new Chat(
                "asked", List.of(), List.of(), ToolChoice.UNSAID, Settings.none(), Output.TEXT, thinking, true);
        return new Asked(ask, chat, "", 1735689600, id -> "x".repeat(24));
    }

    static byte[] stream(List<Event> events, Asked asked, Codec codec) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Codec.EventWriter writer = codec.eventWriter(asked, out, new Losses());
        try {
            for (Event event : events) {
                writer.write(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
