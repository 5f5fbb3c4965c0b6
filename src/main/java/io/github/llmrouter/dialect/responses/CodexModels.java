package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.OpenAiModels;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of models as Codex wants it: it asks with its version in the query, and without this list takes every model for an
 * unknown one. Instructions are left out, so that Codex keeps its own. OpenAI's list stands beside it for everybody else.
 */
final class CodexModels {

    /** Codex compacts a conversation before it is longer; where nothing is known, what current models take at least. */
    private static final long WINDOW = 200_000;

    /** Of a tool's output: tokens. */
    private static final int OUTPUT = 10_000;

    private CodexModels() {}

    static ObjectNode list(List<ModelInfo> models) {
        ObjectNode list = OpenAiModels.list(models);
        list.putArray("models");
        for (int i = 0; i < models.size(); i++) {
            list.withArray("models").add(one(models.get(i), i).node());
        }
        return list;
    }

    private static Json one(ModelInfo model, int place) {
        return Json.object()
                .with("slug", model.id())
                .with("display_name", model.title())
                .with("description", "From " + model.ownedBy())
                .with("default_reasoning_level", "medium")
                .with("supported_reasoning_levels", efforts())
                .with("shell_type", "default")
                .with("visibility", "list")
                .with("supported_in_api", true)
                .with("priority", place)
                .withNull("upgrade")
                .with("supports_reasoning_summaries", true)
                .with("support_verbosity", false)
                .withNull("default_verbosity")
                // A tool without a schema: it is bridged to models that want one.
                .with("apply_patch_tool_type", "freeform")
                .with("truncation_policy", Json.object().with("mode", "tokens").with("limit", OUTPUT))
                .with("supports_parallel_tool_calls", true)
                .with("context_window", model.contextWindow() == null ? WINDOW : model.contextWindow())
                .with("experimental_supported_tools", Stream.of());
    }

    private static Stream<Json> efforts() {
        return Stream.of("low", "medium", "high", "xhigh")
                .map(effort -> Json.object().with("effort", effort).with("description", effort + " effort"));
    }
}
