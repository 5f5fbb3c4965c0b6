package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.dialect.Aim;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a service that speaks this dialect takes of what clients send, as far as that is known: a table by host. An unknown host is
 * taken for a way to Anthropic itself, which takes everything. The provider's quirks overrule it: {@code betas} ({@code all},
 * {@code none} or a list with commas) and {@code refused_fields} (top-level fields, with commas).
 *
 * @param betas that are accepted, null for all
 * @param refused fields of the request that are answered with an error
 */
record Takes(@Nullable Set<String> betas, Set<String> refused) {

    private static final Takes ALL = new Takes(null, Set.of());
    private static final Set<String> OWN_SERVICES =
            Set.of("mcp_servers", "container", "inference_geo", "speed", "fallbacks");

    /** Betas of the clouds that sell Claude; any other is an error there. */
    private static final Takes CLOUD = new Takes(
            Set.of(
                    "interleaved-thinking-2025-05-14",
                    "context-1m-2025-08-07",
                    "context-management-2025-06-27",
                    "effort-2025-11-24",
                    "tool-search-tool-2025-10-19",
                    "tool-examples-2025-10-29",
                    "fine-grained-tool-streaming-2025-05-14",
                    "token-efficient-tools-2025-02-19",
                    "output-128k-2025-02-19",
                    "computer-use-2025-01-24"),
            OWN_SERVICES);

    /** Other vendors' models behind this API. */
    private static final Takes IMITATION = new Takes(
            Set.of(),
            Set.of(
                    "mcp_servers",
                    "container",
                    "inference_geo",
                    "speed",
                    "fallbacks",
                    "context_management",
                    "service_tier",
                    "output_config"));

    private static final Map<Takes, List<String>> HOSTS = Map.of(
            CLOUD, List.of("amazonaws.com", "api.aws", "googleapis.com"),
            IMITATION,
                    List.of(
                            "deepseek.com",
                            "z.ai",
                            "bigmodel.cn",
                            "moonshot.ai",
                            "moonshot.cn",
                            "minimax.io",
                            "minimaxi.com",
                            "aliyuncs.com"));

    static Takes of(Aim aim) {
        String host = aim.base().getHost();
        Takes usual = host == null ? ALL : of(host.toLowerCase(Locale.ROOT));
        String betas = aim.quirk("betas", "");
        String refused = aim.quirk("refused_fields", "");
        return new Takes(
                switch (betas) {
                    case "" -> usual.betas;
                    case "all" -> null;
                    case "none" -> Set.of();
                    default -> words(betas);
                },
                refused.isEmpty() ? usual.refused : words(refused));
    }

    private static Takes of(String host) {
        return HOSTS.entrySet().stream()
                .filter(entry ->
                        entry.getValue().stream().anyMatch(known -> host.equals(known) || host.endsWith("." + known)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(ALL);
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    boolean beta(String name) {
        return betas == null || betas.contains(name);
    }
}
