package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the model is brought to answer in JSON.
 *
 * @param format {@code output_config.format}, for models that have it
 * @param tools the tool that stands for the output on models that have not
 * @param choice the choice that makes the model call it, null to leave the client's
 * @param prompt lines to add to the instructions where nothing else is possible
 */
record ForcedOutput(
        @Nullable Json format, List<Json> tools, @Nullable Json choice, List<String> prompt) {

    private static final ForcedOutput NONE = new ForcedOutput(null, List.of(), null, List.of());

    static ForcedOutput of(Chat chat, Claude model, boolean manualThinking, Losses losses) {
        return switch (chat.output()) {
            case Output.Text text -> NONE;
            case Output.AnyJson any -> {
                losses.emulated("response_format");
                yield prompted(JsonOutput.prompt());
            }
            case Output.Schema schema ->
                model.structured() ? formatted(schema, losses) : emulated(schema, chat, manualThinking, losses);
        };
    }

    private static ForcedOutput prompted(String line) {
        return new ForcedOutput(null, List.of(), null, List.of(line));
    }

    private static ForcedOutput formatted(Output.Schema output, Losses losses) {
        StrictSchema.Result strict = StrictSchema.of(output.schema());
        if (strict.weakened()) {
            losses.changed("response_format.schema", "simplified", Weight.SEMANTIC);
        }
        return new ForcedOutput(Json.type("json_schema").with("schema", strict.schema()), List.of(), null, List.of());
    }

    private static ForcedOutput emulated(Output.Schema output, Chat chat, boolean manualThinking, Losses losses) {
        losses.emulated("response_format");
        boolean named = chat.choice().mode() == ToolChoice.Mode.ANY
                && !chat.choice().only().isEmpty();
        if (manualThinking || named) {
            return prompted(JsonOutput.prompt(output));
        }
        boolean alone = chat.tools().isEmpty() || chat.choice().mode() == ToolChoice.Mode.NONE;
        Json choice = alone
                ? Json.type("tool").with("name", JsonOutput.TOOL).with("disable_parallel_tool_use", true)
                : Json.type("any")
                        .with(
                                "disable_parallel_tool_use",
                                Boolean.FALSE.equals(chat.choice().parallel()) ? true : null);
        return new ForcedOutput(null, List.of(JsonOutput.tool(output)), choice, List.of());
    }
}
