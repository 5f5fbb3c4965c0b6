package io.github.llmrouter.api;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.gateway.Call;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/**
 * Names as Claude Code finds them: of a gateway's list it offers only those that begin with {@code claude} or {@code anthropic}. So
 * others are listed to it as {@code claude:NAME}, and may be asked for so by everybody.
 */
final class Discoverable {

    private static final String PREFIX = "claude:";

    private Discoverable() {}

    static List<ModelInfo> to(HttpServletRequest request, List<ModelInfo> models) {
        String agent = request.getHeader("user-agent");
        return agent == null || !agent.startsWith("claude-code/")
                ? models
                : models.stream().map(Discoverable::shown).toList();
    }

    private static ModelInfo shown(ModelInfo model) {
        String id = model.id().toLowerCase(Locale.ROOT);
        return id.startsWith("claude") || id.startsWith("anthropic") ? model : model.as(PREFIX + model.id());
    }

    static Call named(Config config, Call call) {
        String name = call.model();
        return name.startsWith(PREFIX) && !known(config, name) ? call.asking(name.substring(PREFIX.length())) : call;
    }

    private static boolean known(Config config, String name) {
        return config.models().containsKey(name)
                || config.groups().containsKey(name)
                || config.virtualModels().containsKey(name);
    }
}
