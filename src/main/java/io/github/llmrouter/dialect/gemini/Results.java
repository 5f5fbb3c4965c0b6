package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what tools answered: Gemini wants the function's name, which other dialects only give with the call. */
final class Results {

    /** What a result may hold from the third generation on. */
    private static final Set<String> HOLDS =
            Set.of("image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain");

    private final Map<String, String> names = new HashMap<>();
    private final Traits traits;
    private final Losses losses;

    Results(List<Turn> turns, Traits traits, Losses losses) {
        turns.stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .forEach(call -> names.put(call.id(), call.name()));
        this.traits = traits;
        this.losses = losses;
    }

    void write(Part.ToolResult result, PartWriter writer, Content out) {
        if (result.cache() != null) {
            losses.dropped("cache_control", Weight.HINT);
        }
        Content inside = new Content(out.role());
        result.parts().stream()
                .filter(part -> !(part instanceof Part.Text))
                .forEach(part -> writer.write(part, inside));
        boolean held = traits.third() && inside.parts().stream().allMatch(Results::holds);
        Json said = Json.object()
                .with("id", writer.id(result.callId()))
                .with("name", name(result))
                .with("response", ToolResponses.write(text(result), result.failed()));
        if (held) {
            said.withAny("parts", inside.parts().stream());
        } else {
            out.attach(inside);
        }
        out.result(Json.object().with("functionResponse", said));
    }

    private String name(Part.ToolResult result) {
        String name = names.getOrDefault(result.callId(), result.name());
        if (name.isEmpty()) {
            throw Fields.invalid("the result of " + result.callId() + " belongs to no call", "tool_call_id");
        }
        return name;
    }

    private static String text(Part.ToolResult result) {
        return result.parts().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining("\n"));
    }

    private static boolean holds(JsonNode part) {
        return HOLDS.contains(part.path("inlineData").path("mimeType").asText());
    }
}
