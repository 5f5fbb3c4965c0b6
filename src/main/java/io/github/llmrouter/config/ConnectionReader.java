package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Key;
import io.github.llmrouter.config.Config.Provider;
import io.github.llmrouter.config.Config.Proxy;
import io.github.llmrouter.config.Config.Server;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads where an upstream is and how it is called. */
final class ConnectionReader {

    private final Document document;
    private final Server server;
    private final Values values;
    private final References references;
    private final Rewrites rewrites;
    private final LimitReader limits;

    ConnectionReader(Document document, Server server) {
        this.document = document;
        this.server = server;
        this.values = new Values(document);
        this.references = new References(document);
        this.rewrites = new Rewrites(document);
        this.limits = new LimitReader(document);
    }

    /** @param models full names of the provider's models by every way to write them */
    Provider provider(String name, Fields fields, Map<String, String> models) {
        String dialect = fields.require("api_type", this::dialect);
        URI base = fields.require("api_base", this::base);
        Node proxy = fields.get("proxy");
        boolean direct = proxy instanceof ScalarNode scalar && scalar.getValue().equals("direct");
        Proxy own = proxy == null || direct ? null : new ServerReader(document).proxy(proxy, List.of());
        return new Provider(
                name,
                dialect == null ? "" : dialect,
                base == null ? URI.create("http://invalid") : base,
                keys(fields),
                fields.read("rewrite_header", rewrites::header, Map.of()),
                fields.read("rewrite_body", rewrites::body, Rewrites.none()),
                own,
                direct,
                ServerReader.timeouts(fields, server.timeouts()),
                limits.providerLimits(fields, models),
                fields.read("quirks", this::quirks, Map.of()));
    }

    private @Nullable String dialect(Node node) {
        String text = values.text(node);
        List<String> known = document.dialects();
        if (text == null || known.contains(text)) {
            return text;
        }
        String hint = Spelling.hint(text, known);
        document.problem(node, "there is no such api_type", hint != null ? hint : String.join(", ", known));
        return null;
    }

    private @Nullable URI base(Node node) {
        String text = references.text(node);
        if (text == null) {
            return null;
        }
        if (document.lenient() && !text.contains("://")) {
            document.warning(node, "this is no address: calls will fail");
            return URI.create("http://unset.invalid");
        }
        String wrong;
        try {
            URI uri = new URI(text.strip());
            wrong = wrong(uri);
            if (wrong == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            wrong = "is not a URL";
        }
        document.problem(node, "api_base " + wrong, "like https://api.example.com/v1");
        return null;
    }

    private static @Nullable String wrong(URI uri) {
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            return "must begin with http:// or https://";
        }
        if (uri.getRawUserInfo() != null) {
            return "must not hold a user or password";
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
            return "has no valid host and port";
        }
        return uri.getRawQuery() != null || uri.getRawFragment() != null ? "must not have a ? or #" : null;
    }

    private List<Key> keys(Fields fields) {
        if (fields.has("api_keys")) {
            if (fields.has("api_key")) {
                document.problem(fields.at("api_keys"), "there are both api_key and api_keys", "keep one of them");
            }
            return several(fields);
        }
        if (!fields.has("api_key") && fields.node() instanceof MappingNode) {
            document.problem(fields.node(), "'api_key' is missing", "api_key: \"\" if the upstream wants none");
        }
        return List.of(new Key("default", fields.read("api_key", this::secret, ""), List.of()));
    }

    private List<Key> several(Fields fields) {
        var keys = new ArrayList<Key>();
        var seen = new HashSet<String>();
        for (Node node : fields.list("api_keys")) {
            String place = "key-" + (keys.size() + 1);
            Key key = node instanceof ScalarNode
                    ? new Key(place, secret(node), List.of())
                    : key(values.fields(node, Shape.API_KEY), place);
            if (!seen.add(key.name())) {
                document.problem(node, "there are two keys called '" + key.name() + "'");
            }
            keys.add(key);
        }
        if (keys.isEmpty()) {
            document.problem(fields.at("api_keys"), "at least one key is needed", "[\"\"] if the upstream wants none");
        }
        return List.copyOf(keys);
    }

    private Key key(Fields key, String otherwise) {
        String name = key.text("name");
        String secret = key.require("key", this::secret);
        return new Key(name == null ? otherwise : name, secret == null ? "" : secret, limits.limits(key));
    }

    /** Empty after a problem, and where an upstream wants no key. */
    private String secret(Node node) {
        String secret = references.text(node);
        if (secret != null && secret.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' || c == 127)) {
            document.problem(node, "a key must not hold control characters");
        }
        return secret == null ? "" : secret.strip();
    }

    private @Nullable Map<String, String> quirks(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            document.misfit(node, "wants a mapping, found " + Values.kind(node), null);
            return null;
        }
        var quirks = new LinkedHashMap<String, String>();
        for (NodeTuple entry : Yaml.entries(mapping, document)) {
            if (entry.getValueNode() instanceof ScalarNode value) {
                quirks.put(Yaml.key(entry), value.getValue());
            } else {
                document.misfit(
                        entry.getValueNode(), "wants single values, found " + Values.kind(entry.getValueNode()), null);
            }
        }
        return Map.copyOf(quirks);
    }
}
