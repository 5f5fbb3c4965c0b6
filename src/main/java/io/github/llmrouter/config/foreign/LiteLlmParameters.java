package io.github.llmrouter.config.foreign;

import io.github.llmrouter.config.foreign.LiteLlmDeployments.Deployment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** {@code litellm_params} and {@code model_info} of one deployment. */
final class LiteLlmParameters {

    /** Parameters of a request that a file may set for every one. */
    private static final Set<String> OF_REQUESTS = Set.of(
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "max_completion_tokens",
            "presence_penalty",
            "frequency_penalty",
            "seed",
            "stop",
            "user",
            "n",
            "response_format",
            "reasoning_effort",
            "thinking",
            "logit_bias",
            "tool_choice",
            "tools",
            "service_tier");

    private final LiteLlmValues values;
    private final Remarks remarks;
    private boolean explainedTimeout;

    LiteLlmParameters(LiteLlmValues values, Remarks remarks) {
        this.values = values;
        this.remarks = remarks;
    }

    Draft write(Deployment deployment) {
        Source parameters = deployment.parameters();
        LiteLlmVendor.Found found = deployment.found();
        Node at = parameters.at("model");
        Draft draft = new Draft(parameters.node())
                .with("api_type", found.vendor().dialect(), at)
                .with("model", found.model(), at)
                .with("api_base", base(found, parameters))
                .with("api_key", key(found, parameters))
                .with("rewrite_header", headers(parameters))
                .with("rewrite_body", body(parameters))
                .with("timeouts", timeouts(parameters))
                .with("limits", limits(parameters));
        new LiteLlmModelInfo(parameters, deployment.entry().inner("model_info"), remarks).write(draft);
        parameters
                .skip("custom_llm_provider", "litellm_credential_name", "weight", "drop_params")
                .refuse("max_retries", "the router's own rules hold")
                .refuse("num_retries", "the router's own rules hold")
                .refuse("stream_timeout", "'timeouts' says first_byte and idle")
                .refuse("max_parallel_requests", "requests are not counted so")
                .refuse("api_version", "the provider's v1 API is called, which needs none")
                .rest();
        return draft;
    }

    private Node base(LiteLlmVendor.Found found, Source parameters) {
        Node written = values.parameter(parameters, "api_base", "base_url");
        parameters.skip("api_base", "base_url");
        Node at = written == null ? parameters.at("model") : written;
        String usual = found.vendor().base();
        String text = written != null
                ? Source.scalar(written)
                : usual != null ? usual : "${env:" + found.word().toUpperCase(Locale.ROOT) + "_API_BASE}";
        return Draft.text(found.base(String.valueOf(text)), at);
    }

    private Node key(LiteLlmVendor.Found found, Source parameters) {
        Node written = values.parameter(parameters, "api_key");
        String variable = found.vendor().variable();
        Node at = parameters.at("model");
        return written != null ? written : variable == null ? Draft.text("", at) : Draft.variable(variable, at);
    }

    private Draft headers(Source parameters) {
        Draft headers = new Draft(parameters.at("extra_headers"));
        for (String key : List.of("headers", "extra_headers")) {
            Source written = parameters.inner(key);
            for (NodeTuple entry : parameters.has(key) ? Source.entries(written.node()) : List.<NodeTuple>of()) {
                Node value = values.secret(written, Source.key(entry));
                if (value != null) {
                    headers.with(Source.key(entry), value);
                }
            }
        }
        Node organization = values.secret(parameters, "organization");
        return headers.with("OpenAI-Organization", organization);
    }

    private Draft body(Source parameters) {
        Draft body = new Draft(parameters.at("extra_body"));
        Source.entries(parameters.get("extra_body"))
                .forEach(entry -> body.with(Source.key(entry), entry.getValueNode()));
        for (NodeTuple entry : Source.entries(parameters.node())) {
            String key = Source.key(entry);
            if (OF_REQUESTS.contains(key) && parameters.has(key)) {
                body.with(key, parameters.get(key));
                remarks.warning(entry.getKeyNode(), "'" + key + "' is set also where the client says something else");
            }
        }
        return body;
    }

    private Draft timeouts(Source parameters) {
        Draft timeouts = new Draft(parameters.at("timeout"));
        BigDecimal seconds = parameters.number("timeout");
        if (seconds == null || seconds.signum() <= 0) {
            return timeouts;
        }
        if (!explainedTimeout) {
            remarks.warning(
                    parameters.at("timeout"),
                    "each model's 'timeout' ends when the answer begins: a stream may go on for longer");
            explainedTimeout = true;
        }
        return timeouts.with("first_byte", LiteLlmValues.duration(seconds, parameters.at("timeout")));
    }

    private static List<Node> limits(Source parameters) {
        List<Node> limits = new ArrayList<>();
        for (String key : List.of("rpm", "tpm")) {
            BigDecimal count = parameters.number(key);
            if (count != null && count.signum() >= 0) {
                Node at = parameters.at(key);
                limits.add(new Draft(at)
                        .with("id", key, at)
                        .with(key.equals("rpm") ? "requests" : "tokens", Draft.whole(count.longValue(), at))
                        .with("window", "minute", at)
                        .node());
            }
        }
        return limits;
    }
}
