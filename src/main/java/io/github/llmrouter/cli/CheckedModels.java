package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.virtual.Discovery;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * What {@code --check} asks: every model of the configuration, and of those that a provider lists for virtual models the ones to talk
 * with.
 *
 * @param unread providers whose list cannot be read, and why
 */
record CheckedModels(Config config, List<Config.Model> models, Map<String, String> unread) {

    static CheckedModels of(Config written) {
        try (Upstream upstream = new Upstream();
                Discovery discovery = new Discovery(upstream, LlmRouter.DIALECTS)) {
            Map<String, String> unread = discovery.once(written);
            Config config = discovery.extend(written);
            List<Config.Model> models = config.models().values().stream()
                    .filter(model -> written.models().containsKey(model.name()) || Discovery.chats(model))
                    .toList();
            return new CheckedModels(config, models, unread);
        }
    }

    /** Says which lists cannot be read; whether there is none such. */
    boolean allRead(PrintWriter out) {
        unread.forEach(
                (provider, why) -> out.println("[ERROR] the models of " + provider + " cannot be listed: " + why));
        return unread.isEmpty();
    }
}
