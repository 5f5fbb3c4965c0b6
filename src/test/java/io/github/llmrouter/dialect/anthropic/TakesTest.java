package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.dialect.Aim;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host is known to take. */
class TakesTest {

    private static Takes of(String host, Map<String, String> quirks) {
        return Takes.of(new Aim("any", URI.create("https://" + host + "/x"), null, quirks));
    }

    @ParameterizedTest
    @CsvSource({
        "api.anthropic.com, true, true",
        "gateway.example.com, true, true",
        "bedrock-runtime.eu-west-1.amazonaws.com, false, true",
        "Europe-West1-AIPlatform.GoogleAPIs.com, false, true",
        "api.deepseek.com, false, false",
        "z.ai, false, false",
        "notz.ai, true, true",
    })
    void aKnownHostTakesSomeBetas(String host, boolean any, boolean interleaved) {
        Takes takes = of(host, Map.of());
        assertThat(takes.beta("something-new-2027-01-01")).isEqualTo(any);
        assertThat(takes.beta("interleaved-thinking-2025-05-14")).isEqualTo(interleaved);
        assertThat(takes.refused().contains("mcp_servers")).isEqualTo(!any);
        assertThat(takes.refused().contains("context_management")).isEqualTo(!interleaved);
    }

    @Test
    void theOperatorKnowsBetter() {
        assertThat(of("z.ai", Map.of("betas", "all", "refused_fields", "speed")).beta("new"))
                .isTrue();
        assertThat(of("api.anthropic.com", Map.of("betas", "none")).beta("new")).isFalse();
        Takes some = of("api.anthropic.com", Map.of("betas", "one, two", "refused_fields", "a, b"));
        assertThat(some.beta("two")).isTrue();
        assertThat(some.beta("three")).isFalse();
        assertThat(some.refused()).containsExactlyInAnyOrder("a", "b");
    }
}
