package io.github.llmrouter.amp;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.config.Config;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of Amp as it describes itself; what it does not say is empty.
 *
 * @param provider from the path
 */
public record AmpRequest(String mode, String agent, String application, String model, String provider) {

    private static final Pattern PATH = Pattern.compile("/api/provider/([^/]+)/.*");
    private static final List<String> SIGNS =
            List.of("x-amp-client-type", "x-amp-client-bundle", "x-amp-client-application", "x-amp-installation-id");
    private static final Set<String> MODES = Set.of("smart", "rush", "deep", "free");

    /** Which of the operator's mappings matched. */
    public record Match(String by, String route) {}

    /**
     * Reads what Amp says; empty if this is not Amp: only its own paths and headers tell that, never part of a name.
     *
     * @param path below the application's context
     * @param header looks a header up by its name in lower case
     */
    public static Optional<AmpRequest> of(
            String path, UnaryOperator<@Nullable String> header, JsonNode body, String model) {
        Matcher amp = PATH.matcher(path);
        boolean byPath = amp.matches();
        if (!byPath && SIGNS.stream().allMatch(name -> header.apply(name) == null)) {
            return Optional.empty();
        }
        return Optional.of(new AmpRequest(
                first(body, header, List.of("mode", "agentMode"), "x-amp-mode", "x-amp-agent-mode", MODES),
                first(body, header, List.of("agent", "agentType"), "x-amp-agent", "x-amp-agent-type", null),
                lower(header.apply("x-amp-client-application")),
                model,
                byPath ? amp.group(1).toLowerCase(Locale.ROOT) : ""));
    }

    private static String first(
            JsonNode body,
            UnaryOperator<@Nullable String> header,
            List<String> fields,
            String header1,
            String header2,
            @Nullable Set<String> allowed) {
        for (JsonNode place : List.of(body, body.path("metadata"), body.path("params"))) {
            for (String field : fields) {
                String value = lower(place.path(field).textValue());
                if (!value.isEmpty() && (allowed == null || allowed.contains(value))) {
                    return value;
                }
            }
        }
        for (String name : List.of(header1, header2)) {
            String value = lower(header.apply(name));
            if (!value.isEmpty() && (allowed == null || allowed.contains(value))) {
                return value;
            }
        }
        return "";
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    /** The route that the operator wants for this request; empty if no mapping matches. */
    public Optional<Match> match(Config.Amp amp) {
        String asked = lower(model);
        return found("agent-mode", amp.agentModes().getOrDefault(agent, Map.of()), mode)
                .or(() -> found("mode", amp.modes(), mode))
                .or(() -> found("agent", amp.agents(), agent))
                .or(() -> found("application", amp.applications(), application))
                .or(() -> found("model", amp.models(), asked))
                .or(() -> found("provider-model", amp.models(), provider + '/' + asked))
                .or(() -> Optional.ofNullable(amp.fallback()).map(route -> new Match("fallback", route)));
    }

    private static Optional<Match> found(String by, Map<String, String> routes, String key) {
        return key.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(routes.get(key)).map(route -> new Match(by, route));
    }
}
