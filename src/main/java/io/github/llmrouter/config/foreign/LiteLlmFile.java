package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** LiteLLM's {@code config.yaml}. */
final class LiteLlmFile implements ForeignFormat {

    private static final Set<String> OWN = Set.of(
            "litellm_settings", "general_settings", "environment_variables", "credential_list", "callback_settings");
    private static final Set<String> OF_ROUTER = Set.of(
            "routing_strategy",
            "routing_strategy_args",
            "model_group_alias",
            "fallbacks",
            "default_fallbacks",
            "context_window_fallbacks",
            "content_policy_fallbacks",
            "num_retries",
            "timeout",
            "allowed_fails",
            "cooldown_time",
            "enable_pre_call_checks",
            "redis_host",
            "redis_url");

    @Override
    public String name() {
        return "LiteLLM's config.yaml";
    }

    @Override
    public boolean recognises(MappingNode root) {
        Source file = new Source(root, Silence.INSTANCE, key -> key);
        return OWN.stream().anyMatch(file::has)
                || OF_ROUTER.stream().anyMatch(file.inner("router_settings")::has)
                || file.each("model_list").stream().anyMatch(model -> model.has("litellm_params"));
    }

    @Override
    public MappingNode nativeForm(MappingNode root, Remarks remarks) {
        Source file = new Source(root, remarks, key -> key);
        var values = new LiteLlmValues(file, remarks);
        Source general = file.inner("general_settings");
        Source library = file.inner("litellm_settings");
        Source router = file.inner("router_settings");
        var deployments = new LiteLlmDeployments(file, values, remarks);
        var routing = new LiteLlmRouting(router, library, deployments, remarks);
        String completion = general.text("completion_model");
        Draft settings = new Draft(root)
                .with("strategy", Draft.text(routing.strategy(), router.at("routing_strategy")))
                .with(
                        "default_model",
                        completion == null
                                ? null
                                : routing.known(completion, general.at("completion_model"))
                                        .orElse(null))
                .with("model_groups", routing.groups());
        Draft converted = new Draft(root)
                .with("model_list", deployments.write(routing))
                .with("router_settings", settings.node())
                .with("access", access(general, values))
                .with("server", server(router, library, remarks));
        explain(router, library, remarks);
        List.of(general, library, router).forEach(Source::rest);
        file.skip("model_list").rest();
        return converted.node();
    }

    /** There, the master key is the administrators', too. */
    private static Draft access(Source general, LiteLlmValues values) {
        Draft access = new Draft(general.node());
        Node key = values.secret(general, "master_key");
        if (key != null) {
            Draft master = new Draft(key).with("name", "master", key).with("key", key);
            access.with("keys", List.of(master.node())).with("admin_keys", List.of(master.node()));
        }
        return access;
    }

    private static Draft server(Source router, Source library, Remarks remarks) {
        Draft timeouts = new Draft(router.node());
        BigDecimal seconds = router.number("timeout");
        BigDecimal otherwise = library.number("request_timeout");
        @Nullable BigDecimal chosen = seconds == null ? otherwise : seconds;
        if (chosen != null && chosen.signum() > 0) {
            Node at = seconds == null ? library.at("request_timeout") : router.at("timeout");
            timeouts.with("first_byte", LiteLlmValues.duration(chosen, at));
            if (seconds != null && otherwise != null) {
                remarks.warning(library.at("request_timeout"), "'request_timeout' is not heeded: 'timeout' is there");
            }
            remarks.warning(at, "this timeout ends when the answer begins: a stream may go on for longer");
        }
        return new Draft(router.node()).with("timeouts", timeouts);
    }

    private static void explain(Source router, Source library, Remarks remarks) {
        String rules = "the router's own rules hold";
        for (Source settings : List.of(router, library)) {
            settings.refuse("num_retries", rules)
                    .refuse("max_retries", rules)
                    .refuse("retry_after", rules)
                    .refuse("retry_policy", rules)
                    .refuse("allowed_fails", rules)
                    .refuse("allowed_fails_policy", rules)
                    .refuse("cooldown_time", rules)
                    .refuse("stream_timeout", "'timeouts' says first_byte and idle")
                    .refuse("cache", "answers are not cached")
                    .refuse("cache_params", "answers are not cached")
                    .refuse("content_policy_fallbacks", "a refusal is an answer")
                    .skip("enable_pre_call_checks", "set_verbose", "debug_level");
        }
        if (!library.flag("drop_params", true)) {
            remarks.warning(
                    library.at("drop_params"),
                    "'drop_params' is not heeded: what a conversion loses is reported, or refused where 'strict' is"
                            + " set");
        }
    }
}
