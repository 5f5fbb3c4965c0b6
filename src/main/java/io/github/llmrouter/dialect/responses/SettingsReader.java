package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Settings.Tier;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.dialect.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the wishes of a request: scalars, {@code reasoning}, {@code text} and {@code include}. */
final class SettingsReader {

    static final String LOGPROBS = "message.output_text.logprobs";
    static final String ENCRYPTED = "reasoning.encrypted_content";

    private static final Map<String, Tier> TIERS = Map.of(
            "auto", Tier.AUTO,
            "default", Tier.DEFAULT,
            "flex", Tier.FLEX,
            "priority", Tier.PRIORITY,
            "fast", Tier.FAST,
            "scale", Tier.SCALE);

    private static final Map<String, Effort> EFFORTS = Map.of(
            "none", Effort.NONE,
            "minimal", Effort.MINIMAL,
            "low", Effort.LOW,
            "medium", Effort.MEDIUM,
            "high", Effort.HIGH,
            "xhigh", Effort.XHIGH,
            "max", Effort.MAX);

    private final Fields body;
    private final Losses losses;
    private final @Nullable Fields text;
    private boolean sealed;
    private boolean logprobs;

    SettingsReader(Fields body, Losses losses) {
        this.body = body;
        this.losses = losses;
        this.text = body.object("text");
        include();
    }

    Settings read() {
        Long top = body.number("top_logprobs");
        return new Settings(
                body.positive("max_output_tokens"),
                body.numeric("temperature"),
                body.numeric("top_p"),
                null,
                List.of(),
                null,
                null,
                null,
                1,
                logprobs || top != null && top > 0 ? Integer.valueOf(top == null ? 0 : top.intValue()) : null,
                text == null ? null : text.text("verbosity"),
                body.word("service_tier", TIERS),
                user(),
                metadata(),
                body.text("prompt_cache_key"),
                null,
                null);
    }

    /** {@code include} asks for more in the answer; what has no place in the hub is dropped. */
    private void include() {
        JsonNode include = body.array("include");
        for (int i = 0; include != null && i < include.size(); i++) {
            String wanted = include.get(i).asText();
            switch (wanted) {
                case ENCRYPTED -> sealed = true;
                case LOGPROBS -> logprobs = true;
                default -> losses.dropped("include[" + i + "]", Weight.HINT);
            }
        }
    }

    private @Nullable String user() {
        String safety = body.text("safety_identifier");
        String user = body.text("user");
        if (safety != null && user != null && !safety.equals(user)) {
            losses.dropped("user", Weight.HINT);
        }
        return safety == null ? user : safety;
    }

    private Map<String, String> metadata() {
        Map<String, String> read = new HashMap<>();
        Fields metadata = body.object("metadata");
        JsonNode map = body.node("metadata");
        if (metadata != null && map != null) {
            map.fieldNames().forEachRemaining(key -> {
                String value = metadata.text(key);
                if (value != null) {
                    read.put(key, value);
                }
            });
        }
        return read;
    }

    Thinking thinking() {
        Fields reasoning = body.object("reasoning");
        if (reasoning == null) {
            return new Thinking(null, null, null, null, sealed);
        }
        Effort effort = reasoning.word("effort", EFFORTS);
        String summary = reasoning.text("summary");
        String old = reasoning.text("generate_summary");
        summary = summary == null ? old : summary;
        Boolean show = null;
        if (summary != null) {
            show = !summary.equals("none");
            if (show && !summary.equals("auto")) {
                losses.changed("reasoning.summary", summary + ">auto", Weight.HINT);
            }
        }
        reasoning.drop(Weight.HINT, "context", "mode");
        reasoning.reportUnread();
        return new Thinking(null, effort, null, show, sealed);
    }

    Output output() {
        Fields format = text == null ? null : text.object("format");
        if (text != null) {
            text.reportUnread();
        }
        if (format == null) {
            return Output.TEXT;
        }
        Output output = switch (format.text("type", "text")) {
            case "text" -> Output.TEXT;
            case "json_object" -> new Output.AnyJson();
            case "json_schema" -> schema(format);
            default -> {
                format.unknown("type");
                yield Output.TEXT;
            }
        };
        format.reportUnread();
        return output;
    }

    private static Output schema(Fields format) {
        JsonNode schema = format.node("schema");
        return new Output.Schema(
                format.text("name", "response"),
                format.text("description"),
                schema == null ? JsonNodeFactory.instance.objectNode() : schema,
                format.bool("strict"));
    }
}
