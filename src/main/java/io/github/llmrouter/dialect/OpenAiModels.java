package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.List;

/** The list of models in the shape that both of OpenAI's dialects share. */
public final class OpenAiModels {

    private OpenAiModels() {}

    public static ObjectNode list(List<ModelInfo> models) {
        return Json.object()
                .with("object", "list")
                .with("data", models.stream().map(OpenAiModels::one))
                .node();
    }

    public static ObjectNode one(ModelInfo model) {
        return Json.object()
                .with("id", model.id())
                .with("object", "model")
                .with("created", model.created())
                .with("owned_by", model.ownedBy())
                .node();
    }
}
