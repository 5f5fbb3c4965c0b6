package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models} as Anthropic shapes it, with its cursors. */
final class ModelList {

    /** The vendor's default is 20; a router's list is short, and many clients never ask for a second page. */
    private static final int LIMIT = 1000;

    private ModelList() {}

    static ObjectNode page(List<ModelInfo> models, Map<String, String> query) {
        int limit = limit(query.get("limit"));
        int after = index(models, query.get("after_id"));
        int before = index(models, query.get("before_id"));
        boolean backwards = query.get("before_id") != null && query.get("after_id") == null;
        int end = backwards ? Math.max(before, 0) : models.size();
        int start = backwards ? Math.max(0, end - limit) : after + 1;
        List<ModelInfo> page = models.subList(start, Math.min(end, start + limit));
        boolean more = backwards ? start > 0 : start + page.size() < models.size();
        return Json.object()
                .with("data", page.stream().map(ModelList::one))
                .with("has_more", more)
                .with("first_id", id(page.isEmpty() ? null : page.getFirst()))
                .with("last_id", id(page.isEmpty() ? null : page.getLast()))
                .node();
    }

    static Json one(ModelInfo model) {
        return Json.type("model")
                .with("id", model.id())
                .with("display_name", model.title())
                .with("created_at", Instant.ofEpochSecond(model.created()).toString())
                .with("max_input_tokens", model.contextWindow())
                .with("max_tokens", model.maxOutput());
    }

    private static JsonNode id(@Nullable ModelInfo model) {
        return model == null ? NullNode.getInstance() : TextNode.valueOf(model.id());
    }

    /** -1 for no or an unknown id: an unknown cursor starts from the beginning. */
    private static int index(List<ModelInfo> models, @Nullable String id) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static int limit(@Nullable String limit) {
        try {
            return limit == null ? LIMIT : Math.clamp(Integer.parseInt(limit.strip()), 1, LIMIT);
        } catch (NumberFormatException e) {
            return LIMIT;
        }
    }
}
