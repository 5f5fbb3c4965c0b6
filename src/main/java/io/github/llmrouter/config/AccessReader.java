package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Access;
import io.github.llmrouter.config.Config.AccessKey;
import io.github.llmrouter.config.Config.Principal;
import io.github.llmrouter.config.Config.TrustedProxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code access}. */
final class AccessReader {

    /** Digits only: a host's name would be looked up, and could be anybody's. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(/\\d{1,3})?");

    private final Document document;
    private final Names names;
    private final Values values;
    private final References references;
    private final LimitReader limits;

    AccessReader(Document document, Names names) {
        this.document = document;
        this.names = names;
        this.values = new Values(document);
        this.references = new References(document);
        this.limits = new LimitReader(document);
    }

    Access read(Fields access) {
        return new Access(
                keys(access, "keys", "key"),
                keys(access, "admin_keys", "admin"),
                access.each("principals", Shape.PRINCIPAL).stream()
                        .map(this::principal)
                        .toList(),
                access.has("trusted_proxy") ? proxy(access.fields("trusted_proxy", Shape.TRUSTED_PROXY)) : null);
    }

    private Principal principal(Fields principal) {
        return new Principal(
                principal.requireText("role"),
                names.uses(principal, "models"),
                limits.limits(principal),
                principal.flag("strict", false));
    }

    private TrustedProxy proxy(Fields proxy) {
        for (Node address : proxy.list("addresses")) {
            String text = values.text(address);
            if (text != null && !ADDRESS.matcher(text).matches()) {
                document.problem(address, "not an IP address or network: " + text, "like 10.0.0.7 or 10.0.0.0/8");
            }
        }
        if (proxy.list("addresses").isEmpty()) {
            document.problem(proxy.node(), "'addresses' is missing", "without it everybody could say who he is");
        }
        return new TrustedProxy(
                proxy.texts("addresses"),
                Objects.requireNonNullElse(proxy.text("user_header"), "X-Forwarded-User"),
                Objects.requireNonNullElse(proxy.text("groups_header"), "X-Forwarded-Groups"));
    }

    /** A key without a name is called by its place: key-1, key-2. */
    private List<AccessKey> keys(Fields access, String list, String prefix) {
        var keys = new ArrayList<AccessKey>();
        var byName = new HashMap<String, Node>();
        var bySecret = new HashMap<String, Node>();
        for (Node node : access.list(list)) {
            String name = prefix + "-" + (keys.size() + 1);
            AccessKey key = node instanceof ScalarNode
                    ? new AccessKey(name, secret(node), List.of(), List.of(), false)
                    : key(values.fields(node, Shape.ACCESS_KEY), name);
            keys.add(key);
            unique(byName, key.name(), node, "the name '" + key.name() + "'");
            unique(bySecret, key.secret(), node, "the same key");
        }
        return List.copyOf(keys);
    }

    private AccessKey key(Fields key, String otherwise) {
        String name = key.text("name");
        String secret = key.require("key", this::secret);
        return new AccessKey(
                name == null || name.isBlank() ? otherwise : name,
                secret == null ? "" : secret,
                names.uses(key, "models"),
                limits.limits(key),
                key.flag("strict", false));
    }

    /** Empty after a problem. */
    private String secret(Node node) {
        String secret = references.text(node);
        if (secret != null && secret.isBlank()) {
            document.problem(node, "a key must not be empty");
        }
        return secret == null ? "" : secret.strip();
    }

    private void unique(Map<String, Node> seen, String value, Node node, String what) {
        Node first = value.isEmpty() ? null : seen.putIfAbsent(value, node);
        if (first != null) {
            document.problem(
                    node,
                    what + " is there twice",
                    "the first is at line " + (first.getStartMark().getLine() + 1));
        }
    }
}
