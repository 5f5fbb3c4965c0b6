package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.VirtualModel;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code virtual_models}. */
final class VirtualModelReader {

    private static final int ATTEMPTS = 2;
    private static final String GENERAL =
            "Simple chat, rewriting, translation and short answers: the cheapest model that does them well. Hard"
                    + " reasoning: a stronger model.";
    private static final Map<String, String> GOALS = Map.of(
            "auto-coding",
            "Short code and simple fixes: a capable but cheap coding model. Architecture, changes across a repository,"
                    + " hard debugging, reviews and security: the strongest model, thinking hard.",
            "auto-longtext",
            "Plain extraction and summaries: a cheap model with a long context. Reasoning over long documents where"
                    + " errors are costly: the strongest model, thinking hard.");

    private final Document document;
    private final Names names;
    private final Values values;
    private final Set<String> providers;
    private final Map<String, VirtualModel> models = new LinkedHashMap<>();

    VirtualModelReader(Document document, Names names, Set<String> providers) {
        this.document = document;
        this.names = names;
        this.values = new Values(document);
        this.providers = providers;
    }

    void read(Fields settings) {
        for (Node node : settings.list("virtual_models")) {
            Fields model = values.fields(node, Shape.VIRTUAL_MODEL);
            String name = model.requireText("name");
            if (names.addVirtual(name, model.at("name"))) {
                models.put(name, model(name, model));
            }
        }
    }

    private VirtualModel model(String name, Fields model) {
        String goal = model.text("goal");
        String discover = discover(model);
        Long attempts = model.whole("attempts", 1, 10);
        return new VirtualModel(
                name,
                goal == null || goal.isBlank() ? GOALS.getOrDefault(name, GENERAL) : goal,
                discover == null ? names.uses(model, "candidates") : model.texts("candidates"),
                discover,
                model.read("refresh", values::timeout, Duration.ofMinutes(10)),
                routerModel(model, discover != null),
                attempts == null ? ATTEMPTS : attempts.intValue(),
                model.read("timeout", values::timeout, Duration.ofSeconds(15)),
                model.read("cache", values::duration, Duration.ofMinutes(10)),
                new LimitReader(document).limits(model),
                model.flag("debug", false));
    }

    private @Nullable String discover(Fields model) {
        String provider = model.text("discover");
        if (provider != null && !providers.contains(provider)) {
            document.problem(
                    model.at("discover"),
                    "there is no provider called '" + provider + "'",
                    Spelling.hint(provider, List.copyOf(providers)));
        }
        return provider;
    }

    /** What is discovered can only be checked when it is. */
    private @Nullable String routerModel(Fields model, boolean discovers) {
        String name = model.text("router_model");
        if (name != null && !discovers) {
            names.use(name, model.at("router_model"));
        }
        return name;
    }

    Map<String, VirtualModel> models() {
        return Collections.unmodifiableMap(models);
    }
}
