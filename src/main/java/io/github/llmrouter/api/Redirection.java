package io.github.llmrouter.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Credentials;
import io.github.llmrouter.admin.Visitor;
import io.github.llmrouter.amp.AmpRequest;
import io.github.llmrouter.chat.Thinking.Effort;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is changed about a call before it is routed: Amp's mappings, and an effort that stands in a header. */
final class Redirection {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.amp");
    private static final List<String> EFFORT_HEADERS = List.of(
            "x-claude-code-reasoning-effort",
            "x-claude-code-thinking-effort",
            "x-claude-code-thinking-mode",
            "x-claude-thinking-mode",
            "x-openai-reasoning-effort",
            "x-reasoning-effort",
            "reasoning-effort",
            "x-thinking-effort",
            "thinking-effort");
    private static final Set<String> EFFORT_FIELDS = Set.of("reasoning_effort", "reasoning", "thinking");
    private static final int LONGEST = 512;
    private static final Pattern UNSAFE = Pattern.compile("[^\\x20-\\x7E]");

    private final LlmRouter router;
    private final Config config;
    private final HttpServletRequest request;
    private final boolean debug;
    private final List<Map.Entry<String, String>> told = new ArrayList<>();

    Redirection(LlmRouter router, HttpServletRequest request) {
        this.router = router;
        this.config = router.gateway().snapshot().config();
        this.request = request;
        this.debug = debug();
    }

    Call of(Call call) {
        tell("requested-model", call.model());
        Call routed = effort(amp(Discoverable.named(config, call)));
        Config.Group alias = config.groups().get(routed.model());
        boolean virtual = config.virtualModels().containsKey(routed.model());
        tell("route-type", virtual ? "virtual" : alias != null ? "alias" : "direct");
        tell("route-ref", routed.model());
        if (alias != null) {
            tell("route-strategy", alias.strategy().written());
        }
        return routed;
    }

    private Call amp(Call call) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!config.amp().enabled() || !path.startsWith("/api/provider/") && !headed(call)) {
            return call;
        }
        Optional<AmpRequest> amp = AmpRequest.of(path, call.headers()::get, call.tree(), call.model());
        if (amp.isEmpty()) {
            return call;
        }
        capture(call, path);
        AmpRequest said = amp.get();
        Optional<AmpRequest.Match> match = said.match(config.amp());
        tell("amp-detected", "true");
        tell("amp-mode", said.mode());
        tell("amp-agent", said.agent());
        tell("amp-application", said.application());
        tell("amp-requested-model", said.model());
        tell("amp-matched-by", match.map(AmpRequest.Match::by).orElse("default"));
        String route = match.map(AmpRequest.Match::route)
                .orElse(config.defaultModel() == null ? call.model() : config.defaultModel());
        tell("amp-matched-ref", route);
        return call.asking(route);
    }

    private static boolean headed(Call call) {
        for (String name : call.headers().keySet()) {
            if (name.startsWith("x-amp-")) {
                return true;
            }
        }
        return false;
    }

    /** Names, kinds and Amp's own headers: nothing of what was said. */
    private void capture(Call call, String path) {
        if (!config.amp().capture() && !Boolean.parseBoolean(System.getenv("LLM_ROUTER_DEBUG_AMP_CAPTURE"))) {
            return;
        }
        Json headers = Json.object();
        call.headers()
                .forEach((name, value) -> headers.with(name, name.startsWith("x-amp-client-") ? cut(value) : "..."));
        Json body = Json.object();
        call.tree()
                .properties()
                .forEach(field -> body.with(
                        field.getKey(), field.getValue().getNodeType().name().toLowerCase(Locale.ROOT)));
        LOG.log(
                System.Logger.Level.INFO,
                Json.object()
                        .with("event", "amp_capture")
                        .with("request_id", call.requestId())
                        .with("path", path)
                        .with("model", call.model())
                        .with("headers", headers)
                        .with("body", body)
                        .toString());
    }

    /** A header counts only where the body says nothing. */
    private static Call effort(Call call) {
        for (String header : EFFORT_HEADERS) {
            String word = call.headers().get(header);
            Effort effort = word == null ? null : effort(word);
            if (effort != null) {
                JsonNode body = call.tree();
                boolean said = EFFORT_FIELDS.stream().anyMatch(body::hasNonNull)
                        || body.at("/output_config").has("effort")
                        || body.at("/generationConfig").has("thinkingConfig");
                return said ? call : call.thinking(effort);
            }
        }
        return call;
    }

    private static @org.jspecify.annotations.Nullable Effort effort(String word) {
        try {
            Effort effort = Effort.valueOf(word.strip().toUpperCase(Locale.ROOT).replace("-", ""));
            return effort == Effort.NONE ? null : effort;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void tell(String name, String value) {
        if (debug && !value.isEmpty()) {
            told.add(
                    Map.entry("x-llm-router-" + name, UNSAFE.matcher(cut(value)).replaceAll("?")));
        }
    }

    private static String cut(String value) {
        return value.substring(0, Math.min(value.length(), LONGEST));
    }

    /** The way back, with headers that tell of the route if somebody may see them. */
    Reply reply(Reply reply) {
        return debug ? new ToldReply(reply, told) : reply;
    }

    private boolean debug() {
        return config.debugHeaders()
                || Boolean.parseBoolean(System.getenv("LLM_ROUTER_DEBUG_ROUTING"))
                || Boolean.parseBoolean(request.getHeader("x-llm-router-debug"))
                        && router.access()
                                .operator(
                                        Credentials.presented(request::getHeader, request.getQueryString()),
                                        new Visitor(request))
                                .isPresent();
    }
}
