package io.github.llmrouter.config.foreign;

import static io.github.llmrouter.config.foreign.RouterJsonProviders.CLAUDE;
import static io.github.llmrouter.config.foreign.RouterJsonProviders.OPENAI;

import io.github.llmrouter.config.foreign.RouterJsonProviders.Model;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** How a provider of a {@code .llm-router.json} is called: formats, addresses, credentials, headers. */
final class RouterJsonConnections {

    private static final Map<String, String> DIALECTS = Map.of(OPENAI, OPENAI, CLAUDE, "anthropic");
    private static final String VERSION = "2023-06-01";
    private static final Set<String> FORBIDDEN = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length");

    private final Remarks remarks;

    RouterJsonConnections(Remarks remarks) {
        this.remarks = remarks;
    }

    /** The preferred one first; never empty. */
    List<String> formats(Source provider) {
        Set<String> formats = new LinkedHashSet<>();
        Stream.of(
                        provider.scalars("format", "responseFormat").stream(),
                        provider.scalars("formats").stream(),
                        Source.entries(bases(provider)).stream().map(NodeTuple::getKeyNode))
                .flatMap(nodes -> nodes)
                .forEach(node -> {
                    String format = String.valueOf(Source.scalar(node));
                    if (format.equals(OPENAI) || format.equals(CLAUDE)) {
                        formats.add(format);
                    } else if (!format.equals("anthropic")) {
                        remarks.warning(node, "there is no format '" + format + "'; it is not heeded");
                    }
                });
        if (Source.entries(bases(provider)).stream()
                .anyMatch(entry -> Source.key(entry).equals("anthropic"))) {
            formats.add(CLAUDE);
        }
        return formats.isEmpty() ? List.of(OPENAI) : List.copyOf(formats);
    }

    private static @Nullable Node bases(Source provider) {
        return provider.get("baseUrlByFormat", "endpointByFormat", "endpoints");
    }

    /** The one of the provider's formats in which this model is called. */
    String format(Model model, List<String> formats) {
        List<String> own = own(model);
        return formats.stream().filter(own::contains).findFirst().orElse(formats.getFirst());
    }

    private static List<String> own(Model model) {
        return model.source() == null
                ? List.of()
                : model.source().scalars("formats", "format").stream()
                        .map(node -> String.valueOf(Source.scalar(node)))
                        .toList();
    }

    /** There, the client's format decides if a model speaks both. */
    void warnOfConversion(Source provider, List<String> formats, List<Model> models) {
        if (formats.size() > 1
                && models.stream()
                        .anyMatch(model -> own(model).isEmpty() || own(model).size() > 1)) {
            Node at = provider.has("formats") ? provider.at("formats") : provider.node();
            remarks.warning(
                    at,
                    "models that speak two formats are called by '" + formats.getFirst()
                            + "'; what comes in the other one is converted");
        }
    }

    Draft connection(String id, Source provider, String format) {
        Node at = provider.has("id") ? provider.at("id") : provider.at("name");
        Draft headers = headers(provider, format);
        Node key = new RouterJsonCredentials(remarks).key(provider, format, headers);
        return new Draft(provider.node())
                .with("name", id, at)
                .with("api_type", DIALECTS.get(format), provider.at("format"))
                .with("api_base", base(provider, format))
                .with("api_key", key)
                .with("rewrite_header", headers);
    }

    private @Nullable Node base(Source provider, String format) {
        Node written = provider.get("baseUrl", "endpoint");
        for (NodeTuple entry : Source.entries(bases(provider))) {
            boolean meant = Source.key(entry).equals(format)
                    || format.equals(CLAUDE) && Source.key(entry).equals("anthropic");
            written = meant ? entry.getValueNode() : written;
        }
        String url = Source.scalar(written);
        if (written == null || url == null || url.isEmpty()) {
            remarks.problem(provider.node(), "'baseUrl' is missing", "like https://api.example.com/v1");
            return Draft.text("http://invalid", provider.node());
        }
        return Draft.value(format.equals(OPENAI) ? openai(url) : claude(url, written), written);
    }

    /** There, {@code /v1} is added where no version is. */
    static String openai(String url) {
        String base = url.replaceFirst("/+$", "").replaceFirst("/chat/completions$", "");
        return base.matches(".*/v\\d+") || !base.equals(url.replaceFirst("/+$", "")) ? base : base + "/v1";
    }

    private String claude(String url, Node at) {
        String base = url.replaceFirst("/+$", "").replaceFirst("/messages$", "").replaceFirst("/v1$", "");
        if (base.matches(".*/v\\d+")) {
            remarks.warning(at, "requests go to /v1/messages below this address");
        }
        return base;
    }

    private Draft headers(Source provider, String format) {
        Draft headers = new Draft(provider.at("headers"));
        for (NodeTuple entry : Source.entries(provider.get("headers"))) {
            String name = Source.key(entry).strip();
            String value = Source.scalar(entry.getValueNode());
            if (name.equalsIgnoreCase("user-agent") && (value == null || value.isEmpty() || value.equals("false"))) {
                continue;
            }
            if (value == null || FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
                remarks.warning(entry.getKeyNode(), "the header '" + name + "' cannot be set and is left out");
            } else {
                headers.with(name, Draft.value(value, entry.getValueNode()));
            }
        }
        String version = provider.text("anthropicVersion");
        String beta = provider.text("anthropicBeta");
        if (format.equals(CLAUDE)) {
            if (version != null && !version.equals(VERSION)) {
                headers.with("anthropic-version", version, provider.at("anthropicVersion"));
                remarks.warning(provider.at("anthropicVersion"), "'anthropicVersion' goes before what the client says");
            }
            if (beta != null) {
                headers.with("anthropic-beta", beta, provider.at("anthropicBeta"));
                remarks.warning(provider.at("anthropicBeta"), "'anthropicBeta' replaces what the client says");
            }
        }
        return headers;
    }
}
