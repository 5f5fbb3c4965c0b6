package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The list of models as Gemini words it, in pages if the client asks for pages. */
final class Models {

    private static final List<String> METHODS = List.of("generateContent", "streamGenerateContent", "countTokens");

    private Models() {}

    static ObjectNode list(List<ModelInfo> models, Map<String, String> query) {
        int from = Math.min(number(query.get("pageToken"), 0), models.size());
        int size = number(query.get("pageSize"), 0);
        int to = size == 0 ? models.size() : (int) Math.min((long) from + size, models.size());
        return Json.object()
                .with("models", models.subList(from, to).stream().map(Models::model))
                .with("nextPageToken", to < models.size() ? Integer.toString(to) : null)
                .node();
    }

    static Json model(ModelInfo model) {
        return Json.object()
                .with("name", "models/" + model.id())
                .with("displayName", model.id())
                .with("inputTokenLimit", model.contextWindow())
                .with("outputTokenLimit", model.maxOutput())
                .with("supportedGenerationMethods", Stream.of(METHODS.toArray()));
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
