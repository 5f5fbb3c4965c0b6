package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.wire.Json;

/**
 * Structured output for models that have none of their own: a tool that the model is made to call. Readers turn its call back
 * into text, by its name alone, so the name is one that no client chooses.
 */
final class JsonOutput {

    static final String TOOL = "llm_router_json_output";

    private JsonOutput() {}

    static boolean isForced(JsonNode toolUse) {
        return toolUse.path("name").asText().equals(TOOL);
    }

    static Json tool(Output.Schema output) {
        String purpose = "Give the answer by calling this tool.";
        return Json.object()
                .with("name", TOOL)
                .with("description", output.description() == null ? purpose : purpose + " " + output.description())
                .with("input_schema", ToolSchema.object(output.schema()));
    }

    /** For models that think, and so cannot be made to call a tool. */
    static String prompt(Output.Schema output) {
        return "Respond with one JSON object only, without any other text. It must conform to this JSON Schema: "
                + Json.text(output.schema());
    }

    static String prompt() {
        return "Respond with one JSON object only.";
    }
}
