package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.config.Config.Window;
import io.github.llmrouter.config.Config.Window.Unit;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativeReaderTest {

    private static final Map<String, String> KNOWN = Map.of("BASE", "https://base.example", "KEY", "resolved");

    private static Config good(String name) throws ConfigException {
        return new ConfigReader(LlmRouter.DIALECTS.names(), (kind, key) -> Optional.ofNullable(KNOWN.get(key)))
                .read(Path.of("src/test/resources/config/good", name))
                .config();
    }

    @Test
    void aFileOfSeedALoadsAsItIs() throws ConfigException {
        Config config = good("seed-a.yaml");

        assertThat(config.models()).containsOnlyKeys("gpt-4", "claude");
        Config.Model gpt = config.models().get("gpt-4");
        assertThat(gpt.upstream()).isEqualTo("gpt-4o");
        assertThat(gpt.provider().dialect()).isEqualTo("openai");
        assertThat(gpt.provider().base()).isEqualTo(URI.create("https://api.openai.com/v1"));
        assertThat(gpt.provider().keys()).singleElement().satisfies(key -> {
            assertThat(key.name()).isEqualTo("default");
            assertThat(key.secret()).isEqualTo("sk-plain");
        });
        assertThat(gpt.provider().rewriteHeader()).containsExactly(Map.entry("X-Team", "blue"));
        assertThat(gpt.provider().rewriteBody()).hasToString("{\"temperature\":0.70,\"top_k\":null}");
        assertThat(config.strategy()).isEqualTo(Strategy.LEASTCONN);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void aGroupMayBeCalledLikeItsModel() throws ConfigException {
        Config config = good("seed-a.yaml");

        assertThat(config.groups()).containsOnlyKeys("both", "gpt-4");
        assertThat(config.groups().get("gpt-4").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("gpt-4", 0));
    }

    @Test
    void whatSeedADoesNotSayHasDefaults() throws ConfigException {
        Config.Server server = good("seed-a.yaml").server();

        assertThat(server.timeouts())
                .isEqualTo(
                        new Config.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(120)));
        assertThat(server.bodyLimit()).isEqualTo(32 << 20);
        assertThat(server.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.cors()).isEqualTo(new Config.Cors(List.of("*"), false));
        assertThat(server.demo()).isZero();
    }

    @Test
    void aBlankSelectorIsNoneAndTheOthersKnowTheirPlace() throws ConfigException {
        List<Member> members = good("seed-a.yaml").groups().get("both").members();

        assertThat(members.get(0).selector()).isEqualTo(".tools | length == 0");
        assertThat(members.get(0).position()).endsWith("seed-a.yaml:26:21");
        assertThat(members.get(0).weight()).isEqualTo(3);
        assertThat(members.get(1).selector()).isNull();
        assertThat(members.get(1).weight()).isEqualTo(100);
    }

    @Test
    void aModelHasItsConnectionInsideAndOutsideOfItsParameters() throws ConfigException {
        Config.Model outer = good("everything.yaml").models().get("outer");
        Config.Provider provider = outer.provider();

        assertThat(provider.name()).isEqualTo("outer");
        assertThat(provider.base()).isEqualTo(URI.create("https://base.example/v1"));
        assertThat(provider.direct()).isTrue();
        assertThat(provider.proxy()).isNull();
        assertThat(provider.timeouts())
                .isEqualTo(new Config.Timeouts(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofSeconds(120)));
        assertThat(provider.keys()).extracting(Config.Key::name).containsExactly("key-1", "named");
        assertThat(provider.keys()).extracting(Config.Key::secret).containsExactly("resolved", "two");
        assertThat(provider.rewriteHeader()).isEqualTo(Map.of("X-Number", "5", "X-Secret", "a resolved"));
        assertThat(provider.rewriteBody()).hasToString("{\"a\":{\"b\":[1.50,12345678901234567890]},\"c\":null}");
        assertThat(provider.quirks()).isEqualTo(Map.of("max_tokens_field", "max_completion_tokens", "flag", "true"));
        assertThat(provider.limits()).singleElement().satisfies(limit -> {
            assertThat(limit.models()).containsExactly("outer");
            assertThat(limit.limit().id()).isEqualTo("requests/month:2");
            assertThat(limit.limit().window()).isEqualTo(new Window(Unit.MONTH, 2));
        });
        assertThat(outer.fallbacks()).containsExactly("acme/fast", "group");
        assertThat(outer.contextWindow()).isEqualTo(128_000);
        assertThat(outer.maxOutput()).isEqualTo(16);
        assertThat(outer.price())
                .isEqualTo(new Config.Price(new BigDecimal("0.1"), new BigDecimal("2.50"), BigDecimal.ZERO, null));
        assertThat(outer.capabilities()).isEqualTo(Map.of("vision", true, "tools", false));
    }

    @Test
    void aProvidersModelsAreCalledProviderSlashModel() throws ConfigException {
        Config config = good("everything.yaml");

        assertThat(config.models()).containsOnlyKeys("outer", "acme/on", "acme/fast", "acme/org/deep:free");
        assertThat(config.models().get("acme/on").upstream()).isEqualTo("on");
        assertThat(config.models().get("acme/fast").upstream()).isEqualTo("22:22");
        assertThat(config.models().get("acme/org/deep:free").upstream()).isEqualTo("org/deep:free");
        Config.Provider acme = config.providers().get("acme");
        assertThat(config.models().get("acme/on").provider()).isSameAs(acme);
        assertThat(acme.keys().getFirst().secret()).isEqualTo("${plain");
        assertThat(acme.proxy()).isEqualTo(Proxies.parse("http://acme.proxy"));
        assertThat(acme.timeouts().connect()).isEqualTo(Duration.ofMillis(1500));
        assertThat(acme.limits())
                .extracting(Config.ProviderLimit::models)
                .containsExactly(List.of(), List.of("acme/fast", "acme/on"));
        assertThat(acme.limits().get(0).limit().window()).isEqualTo(new Window(Unit.HOUR, 6));
        assertThat(acme.limits().get(0).limit().money()).isEqualTo("1.5");
    }

    @Test
    void groupsHaveEveryKey() throws ConfigException {
        Config config = good("everything.yaml");

        assertThat(config.strategy()).isEqualTo(Strategy.QUOTA_AWARE_WEIGHTED_RR);
        assertThat(config.defaultModel()).isEqualTo("group");
        Config.Group group = config.groups().get("group");
        assertThat(group.strategy()).isEqualTo(Strategy.LEAST_USAGE);
        assertThat(group.members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("acme/on", 100), tuple("inner", 7));
        assertThat(group.fallbacks()).containsExactly("outer");
        assertThat(group.strict()).isTrue();
        assertThat(group.hedgeAfter()).isEqualTo(Duration.ofMinutes(90));
        assertThat(group.affinity()).isEqualTo(Duration.ofDays(1));
        assertThat(config.groups().get("inner").strategy()).isEqualTo(Strategy.QUOTA_AWARE_WEIGHTED_RR);
    }

    @Test
    void accessAndServerHaveEveryKey() throws ConfigException {
        Config config = good("everything.yaml");

        assertThat(config.access().keys().get(0))
                .isEqualTo(new Config.AccessKey("key-1", "plain", List.of(), List.of(), false));
        Config.AccessKey team = config.access().keys().get(1);
        assertThat(team.secret()).isEqualTo("resolved");
        assertThat(team.models()).containsExactly("group", "acme/fast");
        assertThat(team.limits()).extracting(Config.Limit::id).containsExactly("x");
        assertThat(team.strict()).isTrue();
        assertThat(config.access().adminKeys())
                .extracting(Config.AccessKey::name)
                .containsExactly("op");
        Config.Server server = config.server();
        assertThat(server.bodyLimit()).isEqualTo(4_000_000);
        assertThat(server.grace()).isZero();
        assertThat(server.cors()).isEqualTo(new Config.Cors(List.of("https://app.example"), true));
        assertThat(server.compression()).isFalse();
        assertThat(server.echoRequestedModel()).isTrue();
        assertThat(server.proxy())
                .isEqualTo(Proxies.parse("socks5h://u:p%40@[::1]:1080", List.of("localhost", ".example")));
        assertThat(server.maxConnections()).isEqualTo(5);
        assertThat(server.demo()).isEqualTo(8099);
    }

    @Test
    void aFileWithoutModelsIsFineButWorthAWarning() throws ConfigException {
        Config config = new ConfigReader(LlmRouter.DIALECTS.names())
                .read("c.yaml", "model_list: []\n".getBytes(StandardCharsets.UTF_8))
                .config();

        assertThat(config.models()).isEmpty();
        assertThat(config.warnings()).containsExactly("c.yaml: there is no model: nothing can be asked for");
    }

    @Test
    void nothingThatIsPrintedHoldsASecret() throws ConfigException {
        assertThat(good("everything.yaml").toString())
                .doesNotContain("resolved")
                .doesNotContain("${plain")
                .doesNotContain("sk-");
    }
}
