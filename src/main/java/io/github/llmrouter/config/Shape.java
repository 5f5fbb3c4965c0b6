package io.github.llmrouter.config;

import java.util.List;

/** The keys that each mapping of the native format may have. The JSON Schema for editors has a definition for each shape. */
enum Shape {
    FILE("model_list", "providers", "router_settings", "access", "server", "demo"),
    SERVER(
            "timeouts",
            "body_limit",
            "grace",
            "cors",
            "compression",
            "echo_model",
            "proxy",
            "no_proxy",
            "certificates",
            "max_connections",
            "heartbeat",
            "data_dir",
            "open_metrics",
            "port"),
    TIMEOUTS("connect", "first_byte", "idle"),
    CORS("origins", "credentials"),
    ACCESS("keys", "admin_keys", "principals", "trusted_proxy"),
    PRINCIPAL("role", "models", "limits", "strict"),
    TRUSTED_PROXY("addresses", "user_header", "groups_header"),
    ACCESS_KEY("name", "key", "models", "limits", "strict"),
    PROVIDER(
            "name",
            "api_type",
            "api_base",
            "api_key",
            "api_keys",
            "rewrite_header",
            "rewrite_body",
            "proxy",
            "timeouts",
            "limits",
            "quirks",
            "models"),
    API_KEY("name", "key", "limits"),
    PROVIDER_MODEL("name", "model", "fallbacks", "context_window", "max_output", "price", "capabilities"),
    MODEL_ENTRY(
            "model_name",
            "llm_params",
            "proxy",
            "timeouts",
            "limits",
            "quirks",
            "fallbacks",
            "context_window",
            "max_output",
            "price",
            "capabilities"),
    LLM_PARAMS(
            "api_type",
            "model",
            "api_base",
            "api_key",
            "api_keys",
            "rewrite_header",
            "rewrite_body",
            "proxy",
            "timeouts",
            "limits",
            "quirks",
            "fallbacks",
            "context_window",
            "max_output",
            "price",
            "capabilities"),
    PRICE("input", "output", "cache_read", "cache_write"),
    LIMIT("id", "requests", "tokens", "money", "window"),
    PROVIDER_LIMIT("id", "models", "requests", "tokens", "money", "window"),
    WINDOW("unit", "size"),
    ROUTER_SETTINGS("strategy", "default_model", "model_groups", "virtual_models", "amp_routing", "debug_headers"),
    VIRTUAL_MODEL(
            "name",
            "goal",
            "candidates",
            "discover",
            "refresh",
            "router_model",
            "attempts",
            "timeout",
            "cache",
            "limits",
            "debug"),
    AMP_ROUTING("enabled", "fallback", "modes", "agents", "agent_modes", "applications", "models", "capture"),
    MODEL_GROUP("name", "strategy", "models", "fallbacks", "strict", "hedge_after", "affinity"),
    GROUP_MEMBER("name", "weight", "selector");

    private final List<String> keys;

    Shape(String... keys) {
        this.keys = List.of(keys);
    }

    List<String> keys() {
        return keys;
    }
}
