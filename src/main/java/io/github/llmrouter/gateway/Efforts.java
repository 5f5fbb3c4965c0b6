package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.chat.Thinking.Mode;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts an effort that was decided elsewhere into a request, in the words of the model that answers: each dialect's writer knows what
 * its models take.
 */
record Efforts(Call call, @Nullable Effort effort) {

    static Efforts of(Call call) {
        return new Efforts(call, call.effort());
    }

    Chat apply(Chat chat) {
        if (effort == null) {
            return chat;
        }
        Thinking said = chat.thinking();
        Mode mode = said.mode() == Mode.OFF ? Mode.ON : said.mode();
        return chat.withThinking(new Thinking(mode, effort, null, said.show(), said.sealed()));
    }

    /** Changes, in a request in this target's own dialect, what its writer says differently with the effort and without. */
    void apply(ObjectNode body, Target target) {
        if (effort == null) {
            return;
        }
        Aim aim = aim(target);
        Codec codec = call.dialect().codec();
        try {
            Chat meant = codec.readRequest(call.ask(), new Losses())
                    .withTurns(List.of(Turn.of(Turn.Role.USER, List.of(new Part.Text("?")))))
                    .withTools(List.of(), ToolChoice.UNSAID);
            ObjectNode without = codec.writeRequest(meant.withThinking(Thinking.UNSAID), aim, new Losses());
            merge(body, without, codec.writeRequest(apply(meant), aim, new Losses()));
        } catch (FaultException e) {
            // What the dialect cannot say to this model stays as the client said it.
        }
    }

    /** Whom a request to this target is written for. */
    static Aim aim(Target target) {
        return new Aim(
                target.model().upstream(),
                target.provider().base(),
                target.model().maxOutput(),
                target.provider().quirks());
    }

    private static void merge(ObjectNode body, ObjectNode without, ObjectNode with) {
        with.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.equals(without.get(name))) {
                return;
            }
            // A way of thinking is replaced as a whole: its fields exclude each other.
            boolean whole = name.toLowerCase(java.util.Locale.ROOT).startsWith("thinking");
            if (!whole && value instanceof ObjectNode object && body.get(name) instanceof ObjectNode present) {
                merge(present, without.get(name) instanceof ObjectNode before ? before : object.objectNode(), object);
            } else {
                body.set(name, value);
            }
        });
        without.fieldNames().forEachRemaining(name -> {
            if (!with.has(name)) {
                body.remove(name);
            }
        });
    }
}
