package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the function calls of one candidate: most come whole, some of Vertex's in pieces. */
final class CallReader {

    /** A call whose arguments are still coming. */
    private record Open(String id, String name, Seal seal, PartialArguments arguments) {}

    private final int candidate;
    private final String seed;
    private final Consumer<Event> out;
    private @Nullable Open open;
    private int count;

    CallReader(int candidate, String seed, Consumer<Event> out) {
        this.candidate = candidate;
        this.seed = seed;
        this.out = out;
    }

    boolean any() {
        return count > 0;
    }

    void read(JsonNode call, Seal seal) {
        String name = call.path("name").asText("");
        boolean more = call.path("willContinue").asBoolean();
        if (name.isEmpty() && open == null) {
            return;
        }
        if (!name.isEmpty()) {
            end();
            JsonNode args = call.path("args");
            if (!more && !call.has("partialArgs")) {
                emit(id(call), name, args.isObject() ? Json.text(args) : "{}", seal);
                return;
            }
            open = new Open(id(call), name, seal, new PartialArguments());
        }
        add(call);
        if (!more) {
            end();
        }
    }

    private void add(JsonNode call) {
        if (open != null) {
            open.arguments.whole(call.path("args"));
            call.path("partialArgs").forEach(open.arguments::add);
        }
    }

    /** Whatever follows, the open call is complete: some streams lack its end. */
    void end() {
        Open call = open;
        open = null;
        if (call != null) {
            emit(call.id, call.name, call.arguments.json(), call.seal);
        }
    }

    private String id(JsonNode call) {
        String id = call.path("id").asText("");
        String derived = CallIds.derive(seed, candidate, count++);
        return id.isEmpty() ? derived : id;
    }

    private void emit(String id, String name, String arguments, Seal seal) {
        Part head = new Part.ToolCall(id, name, "", Tool.Kind.FUNCTION, seal, null);
        out.accept(new Event.PartStarted(candidate, head));
        out.accept(new Event.Delta(candidate, new Event.Words(arguments)));
        out.accept(new Event.PartEnded(candidate));
    }
}
