package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config.AccessKey;
import io.github.llmrouter.config.Config.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverridesTest {

    private static final String FILE = """
        providers:
          - {name: far, api_type: openai, api_base: "https://far.example/v1", api_key: k, models: [m]}
          - {name: plain, api_type: openai, api_base: "http://plain.example/v1", api_key: k, models: [m]}
          - {name: near, api_type: openai, api_base: "http://localhost:11434/v1", api_key: k, models: [m]}
          - {name: own, api_type: openai, api_base: "https://own.example", api_key: k, proxy: "socks5://own:1", models: [m]}
          - {name: direct, api_type: openai, api_base: "https://direct.example", api_key: k, proxy: direct, models: [m]}
        access: {keys: [first]}
        """;

    private static Config apply(Map<String, String> parameters, Map<String, String> environment, String more)
            throws ConfigException {
        Config config = new ConfigReader(LlmRouter.DIALECTS.names())
                .read("c.yaml", (FILE + more).getBytes(StandardCharsets.UTF_8))
                .config();
        return Overrides.read(parameters::get, environment::get).apply(config);
    }

    private static @Nullable Proxy proxy(Config config, String provider) {
        Config.Model model = config.models().get(provider + "/m");
        assertThat(model).isNotNull();
        assertThat(model.provider()).isEqualTo(config.providers().get(provider));
        return model.provider().proxy();
    }

    @Test
    void aTokenIsOneMoreKey() throws ConfigException {
        Config config = apply(Map.of(Overrides.TOKEN, "second"), Map.of(), "");

        assertThat(config.access().keys()).extracting(AccessKey::secret).containsExactly("first", "second");
        assertThat(Overrides.read(Map.of(Overrides.TOKEN, "second")::get).toString())
                .doesNotContain("second");
    }

    @Test
    void aProxyGoesBeforeTheFilesAndHasTheEnvironmentsExceptions() throws ConfigException {
        Config config = apply(
                Map.of(Overrides.PROXY, "http://u:p@proxy.example:3128", Overrides.PROXY_ENVIRONMENT, "true"),
                Map.of("NO_PROXY", "localhost, .corp.example", "HTTPS_PROXY", "http://other:1"),
                "server: {proxy: \"http://file:1\"}\n");

        assertThat(config.server().proxy())
                .isEqualTo(Proxies.parse(
                        "http://u:p@proxy.example:3128", java.util.List.of("localhost", ".corp.example")));
        assertThat(proxy(config, "far")).isNull();
    }

    @Test
    void theEnvironmentCountsWhereNothingElseNamesAProxy() throws ConfigException {
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:8080", "no_proxy", "x.example");
        Config config = apply(Map.of(Overrides.PROXY_ENVIRONMENT, "true"), environment, "");

        assertThat(proxy(config, "far")).isEqualTo(Proxies.parse("http://secure:3128", java.util.List.of("x.example")));
        assertThat(proxy(config, "plain")).hasToString("HTTP://plain:8080");
        assertThat(proxy(config, "near")).isNull();
        assertThat(proxy(config, "own")).hasToString("SOCKS5://own:1");
        assertThat(proxy(config, "direct")).isNull();
    }

    @Test
    void aContainersEnvironmentDoesNotCountUnlessItIsWanted() throws ConfigException {
        assertThat(proxy(apply(Map.of(), Map.of("HTTPS_PROXY", "http://secure:1"), ""), "far"))
                .isNull();
    }

    @Test
    void aProxyInTheFileGoesBeforeTheEnvironment() throws ConfigException {
        Config config = apply(
                Map.of(Overrides.PROXY_ENVIRONMENT, "true"),
                Map.of("ALL_PROXY", "socks5://all"),
                "server: {proxy: \"http://file:1\"}\n");

        assertThat(proxy(config, "far")).isNull();
        assertThat(config.server().proxy()).hasToString("HTTP://file:1");
    }

    @Test
    void whatIsNoProxyIsToldWithoutQuotingIt() {
        assertThatThrownBy(() -> apply(
                        Map.of(Overrides.PROXY_ENVIRONMENT, "true"),
                        Map.of("https_proxy", "ftp://user:hidden@host"),
                        ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy for https://")
                .hasMessageNotContaining("hidden");
    }
}
