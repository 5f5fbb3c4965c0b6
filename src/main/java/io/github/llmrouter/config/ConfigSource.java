package io.github.llmrouter.config;

import io.github.llmrouter.config.Secrets.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration is.
 *
 * @param origin who said so, for people to read
 */
public record ConfigSource(Path file, String origin) {

    private static final String CONTEXT_PARAM = "llm-router.config";
    private static final List<String> JNDI =
            List.of("java:comp/env/llm-router/config", "java:global/llm-router/config");
    private static final String PROPERTY = "llm-router.config";
    private static final String VARIABLE = "LLM_ROUTER_CONFIG";

    /**
     * The first that is given of: the command line, the web application's context-param, JNDI, the system property, the
     * environment. Whether the file exists is not asked: a wrong path shall be told, not skipped.
     *
     * @param option what the command line says, null if nothing
     * @param contextParam the value of the context-param {@code llm-router.config}, null if there is none
     * @param places for JNDI, properties and environment
     * @throws IllegalArgumentException if what is given is no path; the message says where it was found
     */
    public static Optional<ConfigSource> find(@Nullable String option, @Nullable String contextParam, Secrets places) {
        return given("--config", () -> Optional.ofNullable(option))
                .or(() -> given("context-param " + CONTEXT_PARAM, () -> Optional.ofNullable(contextParam)))
                .or(() -> JNDI.stream()
                        .flatMap(name -> given("JNDI " + name, () -> places.find(Kind.JNDI, name)).stream())
                        .findFirst())
                .or(() -> given("system property " + PROPERTY, () -> places.find(Kind.SYS, PROPERTY)))
                .or(() -> given("environment variable " + VARIABLE, () -> places.find(Kind.ENV, VARIABLE)));
    }

    private static Optional<ConfigSource> given(String origin, Supplier<Optional<String>> place) {
        return place.get().map(String::strip).filter(text -> !text.isEmpty()).map(text -> at(text, origin));
    }

    private static ConfigSource at(String text, String origin) {
        try {
            return new ConfigSource(text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text), origin);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a path, given by " + origin + ": " + text, e);
        }
    }

    @Override
    public String toString() {
        return file + " (" + origin + ")";
    }
}
