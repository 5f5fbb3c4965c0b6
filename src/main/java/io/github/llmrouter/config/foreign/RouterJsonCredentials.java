package io.github.llmrouter.config.foreign;

import static io.github.llmrouter.config.foreign.RouterJsonProviders.CLAUDE;
import static io.github.llmrouter.config.foreign.RouterJsonProviders.OPENAI;

import java.util.Locale;
import org.yaml.snakeyaml.nodes.Node;

/** The key of a provider of a {@code .llm-router.json}, and the header in which it is sent. */
final class RouterJsonCredentials {

    private final Remarks remarks;

    RouterJsonCredentials(Remarks remarks) {
        this.remarks = remarks;
    }

    /** The key, empty where a header has it instead. */
    Node key(Source provider, String format, Draft headers) {
        Node key = key(provider);
        Source byFormat = provider.inner("authByFormat");
        Source auth = byFormat.has(format) ? byFormat.inner(format) : provider.inner("auth");
        byFormat.skip(OPENAI, CLAUDE).rest();
        provider.skip("auth");
        String usual = format.equals(OPENAI) ? "bearer" : "x-api-key";
        String type = auth.text("type", "kind");
        String kind = type == null ? usual : type.toLowerCase(Locale.ROOT);
        String prefix = auth.has("prefix") ? auth.text("prefix") : null;
        String header = auth.text("headerName", "header");
        auth.skip("prefix").rest();
        if (kind.equals(usual)) {
            return key;
        }
        Node none = Draft.text("", auth.at("type"));
        String secret = String.valueOf(Source.scalar(key));
        switch (kind) {
            case "none" -> {}
            case "bearer" -> headers.with("Authorization", "Bearer " + secret, key);
            case "x-api-key" -> headers.with("x-api-key", secret, key);
            case "header" ->
                headers.with(
                        header == null ? "Authorization" : header, (prefix == null ? "" : prefix + " ") + secret, key);
            default -> {
                remarks.warning(auth.at("type"), "there is no auth type '" + type + "': the usual one is used");
                return key;
            }
        }
        return none;
    }

    private Node key(Source provider) {
        String literal = provider.text("apiKey", "credential");
        String variable = provider.text("apiKeyEnv");
        if (literal != null && !literal.isEmpty()) {
            return Draft.value(literal, provider.at(provider.has("apiKey") ? "apiKey" : "credential"));
        }
        return variable == null || variable.isEmpty()
                ? Draft.text("", provider.node())
                : Draft.variable(variable, provider.at("apiKeyEnv"));
    }
}
