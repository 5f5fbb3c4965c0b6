package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.Shared;
import io.github.llmrouter.config.Config.Group;
import io.github.llmrouter.config.Config.Key;
import io.github.llmrouter.config.Config.Limit;
import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.ProviderLimit;
import io.github.llmrouter.config.Config.Strategy;
import io.github.llmrouter.config.Config.VirtualModel;
import io.github.llmrouter.config.Config.Window;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of other systems mean here. */
class ForeignFormatsTest {

    private static final Path FILES = Path.of("src/test/resources/config/foreign");

    private final Map<String, String> environment = new HashMap<>();

    private ConfigReader.Loaded load(String name) throws ConfigException {
        return reader().read(FILES.resolve(name));
    }

    private Config read(String name, String text) throws ConfigException {
        return reader().read(name, text.getBytes(StandardCharsets.UTF_8)).config();
    }

    private ConfigReader reader() {
        return new ConfigReader(LlmRouter.DIALECTS.names(), (kind, name) -> switch (kind) {
            case ENV -> Optional.ofNullable(environment.get(name));
            case FILE -> Secrets.PROCESS.find(kind, name);
            case JNDI, SYS -> Optional.empty();
        });
    }

    private static List<String> secrets(Config.Provider provider) {
        return provider.keys().stream().map(Key::secret).toList();
    }

    private static Group group(Config config, String name) {
        return Optional.ofNullable(config.groups().get(name)).orElseThrow();
    }

    private static Config.Provider provider(Config config, String name) {
        return Optional.ofNullable(config.providers().get(name)).orElseThrow();
    }

    private static Config.Model model(Config config, String name) {
        return Optional.ofNullable(config.models().get(name)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "groups.yaml, config.yaml with groups",
        "router.json, .llm-router.json",
        "upstream.env, .env",
        "litellm.yaml, LiteLLM's config.yaml",
        "../good/everything.yaml, llm-router.yaml",
        "../good/seed-a.yaml, llm-router.yaml",
    })
    void everyFormatIsKnownByItsShape(String name, String format) throws ConfigException {
        environment.putAll(Map.of("BASE", "https://base.example", "KEY", "k"));

        assertThat(load(name).format()).isEqualTo(format);
    }

    @Test
    void inverseWeightsAreLeastUsage() throws ConfigException {
        Config config = load("groups.yaml").config();

        assertThat(config.strategy()).isEqualTo(Strategy.LEAST_USAGE);
        assertThat(config.groups()).containsOnlyKeys("fast", "free");
        assertThat(group(config, "fast").strategy()).isEqualTo(Strategy.LEAST_USAGE);
        assertThat(group(config, "fast").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("openai/gpt-4o-mini", 1), tuple("relay/openai/gpt-4o-mini", 2));
        assertThat(group(config, "free").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("relay/llama:free", 0));
        assertThat(secrets(provider(config, "openai"))).containsExactly("sk-first", "sk-second");
        assertThat(model(config, "relay/openai/gpt-4o-mini").upstream()).isEqualTo("openai/gpt-4o-mini");
        assertThat(config.access().keys())
                .singleElement()
                .satisfies(key -> assertThat(key.secret()).isEqualTo("client-secret"));
        assertThat(config.server().port()).isEqualTo(8080);
    }

    @Test
    void aliasesBucketsAndFallbacksAreReadFromJson() throws ConfigException {
        environment.put("ANTHROPIC_API_KEY", "ant");
        Config config = load("router.json").config();

        assertThat(config.defaultModel()).isEqualTo("chat.default");
        assertThat(config.strategy()).isEqualTo(Strategy.ORDERED);
        Group alias = group(config, "chat.default");
        assertThat(alias.strategy()).isEqualTo(Strategy.AUTO);
        assertThat(alias.members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("openrouter/mini", 3), tuple("anthropic/claude-3-5-haiku", 1));
        assertThat(alias.fallbacks()).containsExactly("openrouter/gpt-4o");
        assertThat(group(config, "chat.deep").strategy()).isEqualTo(Strategy.ROUNDROBIN);
        assertThat(group(config, "chat.deep").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("zen/opus", 100), tuple("chat.default", 100));
        assertThat(config.access().keys())
                .singleElement()
                .satisfies(key -> assertThat(key.secret()).isEqualTo("gw_client-secret"));

        Config.Provider openrouter = provider(config, "openrouter");
        assertThat(openrouter.base()).hasToString("https://openrouter.ai/api/v1");
        assertThat(openrouter.rewriteHeader())
                .containsOnly(entry("HTTP-Referer", "https://example.com"), entry("X-Team", "team-secret"));
        List<String> minis = List.of("openrouter/openai/gpt-4o-mini", "openrouter/mini");
        assertThat(openrouter.limits())
                .containsExactly(
                        new ProviderLimit(
                                new Limit("monthly-cap", 20_000L, null, null, new Window(Window.Unit.MONTH, 1)),
                                List.of()),
                        new ProviderLimit(
                                new Limit("burst", 40L, null, null, new Window(Window.Unit.MINUTE, 1)), minis));
        assertThat(minis).allSatisfy(name -> {
            assertThat(model(config, name).upstream()).isEqualTo("openai/gpt-4o-mini");
            assertThat(model(config, name).fallbacks()).containsExactly("anthropic/claude-3-5-haiku");
            assertThat(model(config, name).contextWindow()).isEqualTo(128_000);
        });
        assertThat(secrets(provider(config, "anthropic"))).containsExactly("ant");
        assertThat(provider(config, "anthropic").dialect()).isEqualTo("anthropic");
        assertThat(provider(config, "anthropic").base()).hasToString("https://api.anthropic.com");
    }

    @Test
    void aProviderOfTwoFormatsBecomesTwoAndItsNamesStay() throws ConfigException {
        Config config = load("router.json").config();

        assertThat(model(config, "zen/gpt").provider().dialect()).isEqualTo("openai");
        assertThat(group(config, "zen/opus").members())
                .extracting(Member::model)
                .containsExactly("zen-claude/opus");
        Config.Provider claude = model(config, "zen-claude/opus").provider();
        assertThat(claude.dialect()).isEqualTo("anthropic");
        assertThat(claude.base()).hasToString("https://zen.example");
        assertThat(claude.rewriteHeader()).containsOnly(entry("Authorization", "Bearer zen-secret"));
        assertThat(secrets(claude)).containsExactly("");
    }

    @Test
    void ampIsRoutedAsThere() throws ConfigException {
        Config.Amp amp = load("router.json").config().amp();

        assertThat(amp.enabled()).isTrue();
        assertThat(amp.fallback()).isEqualTo("chat.default");
        assertThat(amp.modes()).containsOnly(entry("deep", "chat.deep"));
        assertThat(amp.agentModes()).containsOnly(entry("review", Map.of("deep", "chat.deep")));
        assertThat(amp.models()).containsOnly(entry("claude-haiku-4-5-20251001", "openrouter/mini"));
    }

    @Test
    void anUnknownTargetIsAnErrorWithItsPlace() {
        var e = catchThrowableOfType(ConfigException.class, () -> read("r.json", """
            {
              "providers": [{ "id": "p", "baseUrl": "https://p.example", "models": ["mini"] }],
              "modelAliases": { "a": { "targets": [{ "ref": "p/minni" }] }, "b": { "targets": ["c"] }, "c": { "targets": ["b"] } }
            }
            """));

        assertThat(e)
                .hasMessageContaining(
                        "r.json:3:49: there is no model or group called 'p/minni' (did you mean 'p/mini'?)")
                .hasMessageContaining("groups contain each other: b -> c -> b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\": 2, \"masterKey\": hunter2}",
                "{\"version\": 2, \"masterKey\": \"hunter2\"",
                "{\"version\": 2} hunter2"
            })
    void brokenJsonIsToldWithItsPlaceButNotQuoted(String text) {
        var e = catchThrowableOfType(ConfigException.class, () -> read("r.json", text));

        assertThat(e)
                .hasMessageStartingWith("r.json:1:")
                .hasMessageContaining("not JSON")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anUpstreamOffersWhatItListsAndThreeVirtualModels() throws ConfigException {
        ConfigReader.Loaded loaded = load("upstream.env");
        Config config = loaded.config();

        Config.Provider upstream = provider(config, "upstream");
        assertThat(upstream.base()).hasToString("https://relay.example.com/v1");
        assertThat(secrets(upstream)).containsExactly("sk-upstream-secret");
        assertThat(upstream.timeouts().firstByte()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.virtualModels()).containsOnlyKeys("auto", "auto-coding", "auto-longtext");
        assertThat(config.virtualModels().values())
                .extracting(VirtualModel::discover, VirtualModel::attempts, VirtualModel::routerModel)
                .containsOnly(tuple("upstream", 3, "gpt-5-nano"));
        assertThat(config.access().keys()).extracting(Config.AccessKey::secret).containsExactly("router-secret");
        assertThat(config.access().adminKeys())
                .extracting(Config.AccessKey::secret)
                .containsExactly("router-secret");
        assertThat(config.server().port()).isEqualTo(8787);
        assertThat(config.warnings()).singleElement().asString().contains("upstream.env:9:1: 'DEBUG'");
        assertThat(loaded.files()).anyMatch(file -> file.endsWith("saved.json"));
    }

    @Test
    void theEnvironmentGoesBeforeTheFileAndIsEnoughAlone() throws ConfigException {
        environment.putAll(Map.of("UPSTREAM_BASE_URL", "https://other.example/", "UPSTREAM_API_KEY", "sk-env"));

        Config over = load("upstream.env").config();
        assertThat(provider(over, "upstream").base()).hasToString("https://other.example/v1");
        assertThat(secrets(provider(over, "upstream"))).containsExactly("sk-env");
        Config alone = read(".env", "# nothing here\n");
        assertThat(secrets(provider(alone, "upstream"))).containsExactly("sk-env");
        assertThat(alone.access().open()).isTrue();
    }

    @Test
    void whatTheUpstreamNeedsIsRequired() {
        var e = catchThrowableOfType(
                ConfigException.class, () -> read(".env", "PORT=none\nROUTER_API_KEY=hunter2\nAUTO_MAX_ATTEMPTS=0\n"));

        assertThat(e)
                .hasMessageContaining("UPSTREAM_BASE_URL is missing")
                .hasMessageContaining("UPSTREAM_API_KEY is missing")
                .hasMessageContaining(".env:1:6: PORT must be a positive integer")
                .hasMessageContaining(".env:3:19: AUTO_MAX_ATTEMPTS must be")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void deploymentsOfOneNameAreAGroup() throws ConfigException {
        environment.putAll(Map.of("AZURE_BASE_CA", "https://ca.openai.azure.com", "AZURE_API_KEY_EU", "eu"));
        Config config = load("litellm.yaml").config();

        assertThat(config.strategy()).isEqualTo(Strategy.RANDOM);
        assertThat(group(config, "gpt-4o").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("azure/gpt-4o-eu", 6), tuple("azure/gpt-4o-ca", 18));
        assertThat(group(config, "gpt-4o").fallbacks()).containsExactly("claude");
        assertThat(group(config, "gpt-4").members()).extracting(Member::model).containsExactly("gpt-4o");
        Config.Model ca = model(config, "azure/gpt-4o-ca");
        assertThat(ca.upstream()).isEqualTo("gpt-4o-ca");
        assertThat(ca.provider().base()).hasToString("https://ca.openai.azure.com/openai/v1");
        assertThat(secrets(ca.provider())).containsExactly("eu");
        assertThat(ca.provider().limits())
                .extracting(
                        limit -> limit.limit().requests(),
                        limit -> limit.limit().tokens())
                .containsExactly(tuple(18L, null), tuple(null, 10_000L));
        assertThat(config.defaultModel()).isEqualTo("claude");
        assertThat(config.server().timeouts().firstByte()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.access().keys()).extracting(Config.AccessKey::secret).containsExactly("sk-master-secret");
        assertThat(config.access().adminKeys())
                .extracting(Config.AccessKey::secret)
                .containsExactly("sk-master-secret");
    }

    @Test
    void parametersOfADeploymentAreCarriedOver() throws ConfigException {
        Config config = load("litellm.yaml").config();

        Config.Model claude = model(config, "claude");
        assertThat(claude.provider().dialect()).isEqualTo("anthropic");
        assertThat(claude.provider().timeouts().firstByte()).isEqualTo(Duration.ofMillis(30_500));
        assertThat(claude.provider().rewriteBody()).hasToString("{\"temperature\":0.2}");
        assertThat(claude.provider().rewriteHeader()).containsEntry("x-team", "team-secret");
        assertThat(claude.price()).isEqualTo(new Config.Price(new BigDecimal("3"), new BigDecimal("15"), null, null));
        assertThat(claude.contextWindow()).isEqualTo(200_000);
        assertThat(claude.maxOutput()).isEqualTo(64_000);
        assertThat(claude.capabilities()).containsOnly(entry("vision", true));
        assertThat(claude.fallbacks()).containsExactly("shared");
        assertThat(model(config, "local").provider().base()).hasToString("http://ollama.internal:11434/v1");
        assertThat(model(config, "local").fallbacks()).containsExactly("claude");
        assertThat(secrets(model(config, "shared").provider())).containsExactly("sk-corp-secret");
        assertThat(model(config, "shared").provider().base()).hasToString("https://llm.corp.example/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "simple-shuffle, random",
        "least-busy, leastconn",
        "usage-based-routing, least-usage",
        "usage-based-routing-v2, least-usage",
        "latency-based-routing, auto",
        "cost-based-routing, auto",
    })
    void strategiesHaveTheirCounterparts(String there, String here) throws ConfigException {
        Config config = read("l.yaml", """
            model_list: [{model_name: m, litellm_params: {model: gpt-4o, api_key: k}}]
            router_settings: {routing_strategy: %s}
            """.formatted(there));

        assertThat(config.strategy().written()).isEqualTo(here);
        assertThat(config.warnings()).hasSize(there.startsWith("cost") ? 1 : 0);
    }

    @Test
    void aMissingVariableIsAWarningWhereTheOtherSystemStartsToo() throws ConfigException {
        Config config = load("litellm.yaml").config();

        assertThat(secrets(model(config, "claude").provider())).containsExactly("");
        assertThat(config.warnings())
                .anyMatch(
                        warning -> warning.contains("litellm.yaml:18:14: ${env:ANTHROPIC_API_KEY} cannot be resolved"))
                .anyMatch(warning -> warning.contains(":14:17: this is no address"));
    }

    @Test
    void aMissingMasterKeyDoesNotOpenTheRouter() {
        var e = catchThrowableOfType(ConfigException.class, () -> read("l.yaml", """
            model_list: [{model_name: m, litellm_params: {model: gpt-4o, api_key: k}}]
            general_settings: {master_key: os.environ/NOWHERE}
            """));

        assertThat(e).hasMessageContaining("l.yaml:2:32: a key must not be empty");
    }

    @Test
    void whatIsNotHonouredIsNamedWithItsLine() throws ConfigException {
        assertThat(load("litellm.yaml").config().warnings())
                .anyMatch(warning -> warning.matches(".*:67:3: 'cache' is not heeded: .*"))
                .anyMatch(warning -> warning.matches(".*:72:3: 'database_url' is not heeded: .*"))
                .anyMatch(warning -> warning.matches(".*:37:29: 'bedrock-claude' is left out: .*"))
                .noneMatch(warning -> warning.contains("db-secret"));
    }

    @Test
    void anUnreasonableNumberIsNoNumber() throws ConfigException {
        Config config = read("l.yaml", """
            model_list:
              - model_name: m
                litellm_params: {model: gpt-4o, api_key: k, rpm: 1e999999999, tpm: 5e-999999999}
            router_settings: {timeout: 1e999999999}
            """);

        assertThat(model(config, "m").provider().limits()).isEmpty();
        assertThat(config.warnings()).hasSize(3).allMatch(warning -> warning.contains("wants a number"));
    }

    /** Whatever is damaged: there are problems or there are none, but nothing else happens. */
    @ParameterizedTest
    @ValueSource(strings = {"groups.yaml", "router.json", "upstream.env", "litellm.yaml"})
    void damagedFilesAreRefusedOrRead(String name) throws IOException {
        String whole = Files.readString(FILES.resolve(name));
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            var text = new StringBuilder(whole);
            for (int damage = 0; damage < 3; damage++) {
                int at = random.nextInt(text.length() - 8);
                text.replace(at, at + random.nextInt(8), DAMAGE.get(random.nextInt(DAMAGE.size())));
            }
            try {
                reader().read(FILES.resolve(name).toString(), text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (ConfigException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(text.toString(), e);
            }
        }
        assertThat(refused).isBetween(1, 299);
    }

    private static final List<String> DAMAGE = List.of(
            "", ":", "{", "}", "[", "]", "\"", ",", "null", "-1", "1e400", "true", "\n", "*", "a: b", "{}", "[[]]");

    private static final Pattern BLOCK = Pattern.compile("```(?:ya?ml|json)\\n(.*?)```", Pattern.DOTALL);

    /** The first block of code in the document that has this word. */
    private static String example(String document, String word) throws IOException {
        String text = Files.readString(Shared.path("seeds/" + document));
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).contains(word)) {
                return block.group(1);
            }
        }
        throw new AssertionError("no such example");
    }

    @Test
    void theExampleWithGroupsLoadsFromItsOwnDocument() throws IOException, ConfigException {
        Config config = read("config.yaml", example("004_0c81ce762c4a021c.txt", "groups:"));

        assertThat(config.groups()).containsOnlyKeys("gpt-4-turbo", "fast-model");
        assertThat(group(config, "fast-model").members())
                .extracting(Member::model, Member::weight)
                .containsExactly(tuple("openai/gpt-3.5-turbo", 1), tuple("openrouter/openai/gpt-3.5-turbo", 2));
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.warnings()).isEmpty();
    }

    /** The document shows only this part of a file; the names in it must exist. */
    @Test
    void theExampleWithAmpLoadsFromItsOwnDocument() throws IOException, ConfigException {
        String part = example("002_92692827f6970ce7.txt", "ampRouting");
        String whole = part.strip().replaceFirst("^\\{", Matcher.quoteReplacement("""
            {
              "providers": [{"id": "openrouter", "baseUrl": "https://openrouter.ai/api/v1", "apiKey": "k",
                "format": "openai", "models": [{"id": "claude-opus-4.6"}]}],
              "modelAliases": {"chat.default": {"targets": ["openrouter/claude-opus-4.6"]},
                "chat.deep": {"targets": ["chat.default"]}, "chat.review": {"targets": ["chat.default"]},
                "chat.review.deep": {"targets": ["chat.default"]}},
            """));
        Config config = read(".llm-router.json", whole);

        assertThat(config.defaultModel()).isEqualTo("chat.default");
        assertThat(config.amp().agentModes()).containsOnly(entry("review", Map.of("deep", "chat.review.deep")));
        assertThat(config.amp().applications()).containsOnly(entry("cli execute mode", "chat.default"));
        assertThat(config.amp().models()).containsKeys("claude-haiku-4-5-20251001", "google/gemini-3-pro-preview");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theExampleWithAnUpstreamLoadsFromItsOwnDocument() throws IOException, ConfigException {
        String page = Files.readString(Shared.path("seeds/003_3aa7a2c203eb5e4d.txt"));
        Matcher lines = Pattern.compile("UPSTREAM_BASE_URL=[^`\\\\]*\\\\nUPSTREAM_API_KEY=[^`\\\\]*")
                .matcher(page);
        assertThat(lines.find()).isTrue();
        Config config = read(".env", lines.group().replace("\\n", "\n"));

        assertThat(provider(config, "upstream").base()).hasToString("https://your-relay.example.com/v1");
        assertThat(config.virtualModels()).containsOnlyKeys("auto", "auto-coding", "auto-longtext");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theNativeExampleLoadsFromItsOwnDocument() throws IOException, ConfigException {
        Config config = read("config.yaml", example("001_e8e515b4f98dc822.txt", "model_list:"));

        assertThat(config.models()).containsOnlyKeys("model1", "model2", "model3");
        assertThat(config.groups()).containsOnlyKeys("gpt_models", "gpt_models2");
        assertThat(model(config, "model1").provider().rewriteBody())
                .hasToString("{\"enable_thinking\":false,\"max_tokens\":8192}");
        assertThat(config.warnings()).isEmpty();
    }
}
