package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.Strategy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeFormatTest {

    private static Config good(String name) throws ConfigException {
        return new ConfigReader()
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
        assertThat(gpt.provider().rewriteHeader()).containsExactly(java.util.Map.entry("X-Team", "blue"));
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
                .containsExactly(org.assertj.core.groups.Tuple.tuple("gpt-4", 0));
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
}
