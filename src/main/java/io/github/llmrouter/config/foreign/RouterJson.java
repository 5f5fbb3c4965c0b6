package io.github.llmrouter.config.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** {@code ~/.llm-router.json}: providers with models and rate limits, aliases, routing for Amp. */
final class RouterJson implements ForeignFormat {

    private static final Pattern DASHED = Pattern.compile("-([a-z])");
    private static final Set<String> NATIVE = Set.of("model_list", "router_settings", "access", "server", "demo");
    private static final Set<String> OWN = Set.of("version", "masterKey", "defaultModel", "modelAliases", "ampRouting");
    private static final Set<String> OF_PROVIDERS = Set.of(
            "id",
            "baseUrl",
            "endpoint",
            "baseUrlByFormat",
            "apiKey",
            "apiKeyEnv",
            "credential",
            "rateLimits",
            "formats");

    @Override
    public String name() {
        return ".llm-router.json";
    }

    @Override
    public boolean recognises(MappingNode root) {
        List<String> keys = keys(root);
        return keys.stream().noneMatch(NATIVE::contains)
                && (keys.stream().anyMatch(OWN::contains)
                        || new Source(root, Silence.INSTANCE, RouterJson::camel)
                                .each("providers").stream()
                                        .anyMatch(provider ->
                                                keys(provider.node()).stream().anyMatch(OF_PROVIDERS::contains)));
    }

    private static List<String> keys(Node node) {
        return Source.entries(node).stream()
                .map(entry -> camel(Source.key(entry)))
                .toList();
    }

    /** {@code rate-limits} is {@code rateLimits}. */
    static String camel(String key) {
        return DASHED.matcher(key.strip()).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    @Override
    public MappingNode nativeForm(MappingNode root, Remarks remarks) {
        Source file = new Source(root, remarks, RouterJson::camel);
        var providers = new RouterJsonProviders(file, remarks);
        var aliases = new RouterJsonAliases(file, remarks);
        String standard = file.text("defaultModel");
        var references =
                new RouterJsonReferences(providers.models(), aliases.names(), providers.disabled(), standard, remarks);
        List<Node> groups = new ArrayList<>(aliases.groups(references));
        List<Node> written = providers.write(references, groups);
        Draft settings = new Draft(root)
                .with("strategy", Draft.text("ordered", root))
                .with("default_model", standard(references, standard, file))
                .with("model_groups", groups)
                .with("amp_routing", amp(file, references));
        Draft converted = new Draft(root)
                .with("providers", written)
                .with("router_settings", settings.node())
                .with("access", access(file));
        file.skip("version", "metadata").rest();
        return converted.node();
    }

    private static @Nullable Node standard(RouterJsonReferences references, @Nullable String name, Source file) {
        if (name == null || name.isEmpty() || name.equals("smart")) {
            return null;
        }
        Node at = file.at("defaultModel");
        return references.known(name, at).map(known -> Draft.text(known, at)).orElse(null);
    }

    private static Draft access(Source file) {
        Draft access = new Draft(file.node());
        String key = file.text("masterKey");
        if (key != null && !key.isEmpty()) {
            Node at = file.at("masterKey");
            Draft master = new Draft(at).with("name", "master", at).with("key", Draft.value(key, at));
            access.with("keys", List.of(master.node()));
        }
        return access;
    }

    private static Draft amp(Source file, RouterJsonReferences references) {
        Source amp = file.inner("ampRouting");
        UnaryOperator<String> lower = key -> key.strip().toLowerCase(Locale.ROOT);
        Draft draft = new Draft(amp.node());
        if (file.has("ampRouting")) {
            draft.with("enabled", Draft.flag(amp.flag("enabled", true), amp.at("enabled")));
        }
        Draft agents = new Draft(amp.node());
        for (NodeTuple agent : Source.entries(amp.get("agentModeMap", "agentModes"))) {
            agents.with(lower.apply(Source.key(agent)), routes(agent.getValueNode(), references, lower));
        }
        draft.with("fallback", route(amp.get("fallbackRoute"), references).orElse(null))
                .with("modes", routes(amp.get("modeMap", "modes"), references, lower))
                .with("agents", routes(amp.get("agentMap", "agents"), references, lower))
                .with("agent_modes", agents)
                .with("applications", routes(amp.get("applicationMap", "applications"), references, lower))
                .with("models", routes(amp.get("modelMap", "modelMappings"), references, String::strip));
        amp.skip("metadata").rest();
        return draft;
    }

    private static @Nullable Node routes(
            @Nullable Node map, RouterJsonReferences references, UnaryOperator<String> spelling) {
        if (map == null) {
            return null;
        }
        Draft routes = new Draft(map);
        Source.entries(map)
                .forEach(entry -> route(entry.getValueNode(), references)
                        .ifPresent(to -> routes.with(spelling.apply(Source.key(entry)), to)));
        return routes.node();
    }

    private static Optional<Node> route(@Nullable Node node, RouterJsonReferences references) {
        Node named = node;
        for (NodeTuple entry : Source.entries(node)) {
            named = Source.key(entry).equals("ref") ? entry.getValueNode() : named;
        }
        String text = Source.scalar(named);
        return named == null || text == null || text.isEmpty() ? Optional.empty() : references.resolve(text, named);
    }
}
