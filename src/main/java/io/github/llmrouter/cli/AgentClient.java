package io.github.llmrouter.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.wire.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A coding agent, and what it must be told to use a router. */
enum AgentClient {
    CLAUDE_CODE(".claude/settings.json", "/v1/messages"),
    CODEX(".codex/llm-router.config.toml", "/v1/responses"),
    GEMINI_CLI(".gemini/.env", "/v1beta/models/%s:generateContent"),
    OPENCODE(".config/opencode/opencode.json", "/v1/chat/completions"),
    AMP(".config/amp/settings.json", "/api/provider/anthropic/v1/messages");

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private final String file;
    private final String path;

    AgentClient(String file, String path) {
        this.file = file;
        this.path = path;
    }

    String written() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<AgentClient> of(String written) {
        return Arrays.stream(values())
                .filter(client -> client.written().equals(written))
                .findFirst();
    }

    /** The main one, below the home directory. */
    String file() {
        return file;
    }

    static boolean json(String file) {
        return file.endsWith(".json");
    }

    /** All files of the client that matter, and what must be in each; for JSON, what must be merged into it. */
    Map<String, String> files(String url, String key, String model) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(file, settings(url, key, model));
        if (this == GEMINI_CLI) {
            Json auth = Json.object().with("selectedType", "gemini-api-key");
            files.put(
                    ".gemini/settings.json",
                    pretty(Json.object().with("security", Json.object().with("auth", auth))));
        }
        return files;
    }

    /** What the client calls. */
    String path(String model) {
        return path.formatted(model);
    }

    /** The shortest question in the client's dialect. */
    String question(String model) {
        Json turn = Json.object().with("role", "user").with("content", "Say ok.");
        Json body = Json.object().with("model", model);
        return switch (this) {
            case CLAUDE_CODE, AMP ->
                body.with("max_tokens", 16)
                        .with("messages", java.util.stream.Stream.of(turn))
                        .toString();
            case CODEX -> body.with("input", "Say ok.").toString();
            case OPENCODE ->
                body.with("messages", java.util.stream.Stream.of(turn)).toString();
            case GEMINI_CLI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say ok.\"}]}]}";
        };
    }

    private String settings(String url, String key, String model) {
        return switch (this) {
            case CLAUDE_CODE ->
                pretty(Json.object()
                        .with(
                                "env",
                                Json.object()
                                        .with("ANTHROPIC_BASE_URL", url)
                                        .with("ANTHROPIC_AUTH_TOKEN", key)
                                        .with("ANTHROPIC_MODEL", model)
                                        .with("ANTHROPIC_DEFAULT_OPUS_MODEL", model)
                                        .with("ANTHROPIC_DEFAULT_SONNET_MODEL", model)
                                        .with("ANTHROPIC_DEFAULT_HAIKU_MODEL", model)
                                        .with("CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY", "1")
                                        .with("DISABLE_TELEMETRY", "1")
                                        .with("DISABLE_ERROR_REPORTING", "1")));
            case CODEX ->
                """
                # llm-router begin
                model = %s
                model_provider = "llm-router"

                [model_providers.llm-router]
                name = "llm-router"
                base_url = %s
                wire_api = "responses"

                [model_providers.llm-router.auth]
                # Codex asks for a provider's models only if a command gives the key.
                command = %s
                args = %s
                # llm-router end
                """.formatted(
                                quoted(model),
                                quoted(url + "/v1"),
                                quoted(WINDOWS ? "cmd" : "printf"),
                                WINDOWS ? "[\"/c\", \"echo\", " + quoted(key) + "]" : "[\"%s\", " + quoted(key) + "]");
            case GEMINI_CLI -> """
                # llm-router begin
                GOOGLE_GEMINI_BASE_URL=%s
                GEMINI_API_KEY=%s
                GEMINI_MODEL=%s
                # llm-router end
                """.formatted(url, key, model);
            case OPENCODE ->
                pretty(Json.object()
                        .with("model", "llm-router/" + model)
                        .with(
                                "provider",
                                Json.object()
                                        .with(
                                                "llm-router",
                                                Json.object()
                                                        .with("npm", "@ai-sdk/openai-compatible")
                                                        .with("name", "llm-router")
                                                        .with(
                                                                "options",
                                                                Json.object()
                                                                        .with("baseURL", url + "/v1")
                                                                        .with("apiKey", key))
                                                        .with(
                                                                "models",
                                                                Json.object().with(model, Json.object())))));
            case AMP -> pretty(Json.object().with("amp.url", url));
        };
    }

    /** What the user has to do beside that. */
    String then() {
        return switch (this) {
            case CLAUDE_CODE -> "Start: claude";
            case CODEX -> "Start: codex --profile llm-router";
            case GEMINI_CLI -> "Start: gemini";
            case OPENCODE -> "Start: opencode";
            case AMP -> "Start: AMP_API_KEY=<the router's key> amp; map models in amp_routing";
        };
    }

    private static String pretty(Json json) {
        return json.node().toPrettyString() + "\n";
    }

    /** A TOML string is spelled like a JSON string. */
    private static String quoted(String text) {
        ObjectNode holder = Json.object().with("x", text).node();
        return holder.get("x").toString();
    }
}
