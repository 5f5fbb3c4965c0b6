package io.github.llmrouter.config.foreign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * {@code config.yaml} or {@code config.json} with {@code groups} of models and {@code providers} with several keys. Weights are
 * inverse there, as with the strategy {@code least-usage} here.
 */
final class GroupsFile implements ForeignFormat {

    private static final Set<String> NATIVE = Set.of("model_list", "router_settings", "access", "server", "demo");

    /** A provider of the file, and which of its models the groups use. */
    private record Provider(String name, Source source, Map<String, Node> models) {}

    @Override
    public String name() {
        return "config.yaml with groups";
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean recognises(MappingNode root) {
        Source file = new Source(root, Silence.INSTANCE, GroupsFile::lower);
        return NATIVE.stream().noneMatch(file::has)
                && (file.has("groups")
                        || file.each("providers").stream().anyMatch(provider -> provider.has("base_url")));
    }

    @Override
    public MappingNode nativeForm(MappingNode root, Remarks remarks) {
        Source file = new Source(root, remarks, GroupsFile::lower);
        Map<String, Provider> providers = providers(file, remarks);
        List<Node> groups = groups(file, providers, remarks);
        Draft settings = new Draft(root)
                .with("strategy", Draft.text("least-usage", root))
                .with("model_groups", groups);
        Draft converted = new Draft(root)
                .with(
                        "providers",
                        providers.values().stream().map(GroupsFile::write).toList())
                .with("router_settings", settings.node())
                .with("access", access(file, remarks))
                .with("server", server(file));
        file.refuse("error_penalty", "a key that fails is set aside for a while")
                .refuse("request_penalty", "requests under way are counted")
                .rest();
        return converted.node();
    }

    private static Map<String, Provider> providers(Source file, Remarks remarks) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (Source source : file.each("providers")) {
            String name = source.text("name");
            if (name == null || name.isEmpty()) {
                remarks.warning(source.node(), "a provider without 'name' is left out");
            } else if (source.items("api_keys").isEmpty()) {
                remarks.warning(source.node(), "the provider '" + name + "' is left out: it has no 'api_keys'");
            } else if (providers.putIfAbsent(name, new Provider(name.replace('/', '-'), source, new LinkedHashMap<>()))
                    != null) {
                remarks.warning(source.node(), "'" + name + "' is left out: there is a provider of this name already");
            }
        }
        return providers;
    }

    private static Node write(Provider provider) {
        Source source = provider.source();
        List<Node> keys = new ArrayList<>();
        for (Node key : source.scalars("api_keys")) {
            keys.add(Draft.value(String.valueOf(Source.scalar(key)), key));
        }
        String base = source.text("base_url");
        Node written = new Draft(source.node())
                .with("name", provider.name(), source.at("name"))
                .with("api_type", "openai", source.node())
                .with("api_base", base == null ? null : Draft.value(base, source.at("base_url")))
                .with("api_keys", keys)
                .with("models", List.copyOf(provider.models().values()))
                .node();
        source.rest();
        return written;
    }

    private static List<Node> groups(Source file, Map<String, Provider> providers, Remarks remarks) {
        Map<String, Node> groups = new LinkedHashMap<>();
        for (Source group : file.each("groups")) {
            String name = group.text("name");
            List<Node> members = members(group, providers, remarks);
            group.rest();
            if (name == null || name.isEmpty() || members.isEmpty()) {
                remarks.warning(
                        group.node(),
                        name == null
                                ? "a group without 'name' is left out"
                                : "the group '" + name + "' is left out: it has no model");
                continue;
            }
            Draft draft = new Draft(group.node())
                    .with("name", name, group.at("name"))
                    .with("models", Draft.list(members, group.at("models")));
            if (groups.putIfAbsent(name, draft.node()) != null) {
                remarks.warning(group.node(), "'" + name + "' is left out: there is a group of this name already");
            }
        }
        return List.copyOf(groups.values());
    }

    private static List<Node> members(Source group, Map<String, Provider> providers, Remarks remarks) {
        List<Node> members = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Source model : group.each("models")) {
            String name = model.text("name");
            String of = model.text("provider");
            Provider provider = of == null ? null : providers.get(of);
            Node weight = weight(model, remarks);
            model.rest();
            if (name == null || provider == null) {
                remarks.warning(
                        model.node(),
                        name == null
                                ? "a model without 'name' is left out"
                                : "'" + name + "' is left out: there is no provider '" + of + "' with keys");
            } else if (!seen.add(of + "/" + name)) {
                remarks.warning(
                        model.node(), "'" + name + "' of '" + of + "' is left out: it is in this group already");
            } else {
                provider.models().putIfAbsent(name, Draft.text(name, model.at("name")));
                members.add(new Draft(model.node())
                        .with("name", provider.name() + "/" + name, model.at("name"))
                        .with("weight", weight)
                        .node());
            }
        }
        return members;
    }

    /** Without a weight it is 0 there: always preferred. */
    private static Node weight(Source model, Remarks remarks) {
        var weight = model.number("weight");
        if (weight == null) {
            remarks.warning(model.node(), "'weight' is missing: it is 0, the model is always preferred");
            return Draft.whole(0, model.node());
        }
        if (weight.signum() < 0) {
            remarks.warning(model.at("weight"), "a negative 'weight' is taken for 0");
        }
        return Draft.whole(Math.clamp(weight.longValue(), 0, Integer.MAX_VALUE), model.at("weight"));
    }

    private static Draft access(Source file, Remarks remarks) {
        String key = file.text("api_key");
        if (key == null || key.isEmpty()) {
            remarks.warning(file.at("api_key"), "there is no 'api_key': everybody may call");
            return new Draft(file.node());
        }
        Node at = file.at("api_key");
        Draft named = new Draft(at).with("name", "client", at).with("key", Draft.value(key, at));
        return new Draft(at).with("keys", List.of(named.node()));
    }

    private static Draft server(Source file) {
        var port = file.number("port");
        @Nullable
        Node node = port == null || port.signum() <= 0 ? null : Draft.whole(port.longValue(), file.at("port"));
        return new Draft(file.node()).with("port", node);
    }
}
