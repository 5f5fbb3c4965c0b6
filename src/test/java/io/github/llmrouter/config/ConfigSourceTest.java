package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.config.Secrets.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigSourceTest {

    private final Map<String, String> places = new HashMap<>(Map.of(
            "JNDI java:comp/env/llm-router/config", "/jndi.yaml",
            "JNDI java:global/llm-router/config", "/global.yaml",
            "SYS llm-router.config", "/property.yaml",
            "ENV LLM_ROUTER_CONFIG", "/environment.yaml"));
    private final Secrets lookups = (kind, name) -> Optional.ofNullable(places.get(kind + " " + name));

    private String find(String option, String contextParam) {
        return ConfigSource.find(option, contextParam, lookups)
                .map(ConfigSource::toString)
                .orElse("nothing");
    }

    @Test
    void theFirstPlaceThatSaysSomethingWins() {
        assertThat(find("/option.yaml", "/param.yaml")).isEqualTo("/option.yaml (--config)");
        assertThat(find(null, "/param.yaml")).isEqualTo("/param.yaml (context-param llm-router.config)");
        assertThat(find(null, " ")).isEqualTo("/jndi.yaml (JNDI java:comp/env/llm-router/config)");
        places.remove("JNDI java:comp/env/llm-router/config");
        assertThat(find(null, null)).isEqualTo("/global.yaml (JNDI java:global/llm-router/config)");
        places.remove("JNDI java:global/llm-router/config");
        assertThat(find(null, null)).isEqualTo("/property.yaml (system property llm-router.config)");
        places.remove("SYS llm-router.config");
        assertThat(find(null, null)).isEqualTo("/environment.yaml (environment variable LLM_ROUTER_CONFIG)");
        places.clear();
        assertThat(find(null, null)).isEqualTo("nothing");
    }

    @Test
    void aFileUrlIsAPath() {
        assertThat(ConfigSource.find("file:///etc/llm%20router.yaml", null, lookups)
                        .orElseThrow()
                        .file())
                .isEqualTo(Path.of("/etc/llm router.yaml"));
    }

    @Test
    void whatIsNoPathIsToldWithItsPlace() {
        assertThatThrownBy(() -> ConfigSource.find(null, "bad\0path", lookups))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("context-param");
    }

    @Test
    void aProcessWithoutJndiHasNothingThere() {
        assertThat(Secrets.PROCESS.find(Kind.JNDI, "java:comp/env/llm-router/config"))
                .isEmpty();
        assertThat(Secrets.PROCESS.find(Kind.JNDI, "llm-router/config")).isEmpty();
    }
}
