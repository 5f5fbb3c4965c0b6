package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Frame;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Token counts as each dialect spells them, of every recorded answer in every other dialect. */
class UsageLawsTest {

    static Stream<Pair> successes() {
        return Pair.of(Recorded.successes());
    }

    /** Invariant 21: totals are sums, and the same canonical counts come out of every spelling. */
    @ParameterizedTest
    @MethodSource("successes")
    void totalsAddUp(Pair pair) {
        JsonNode body = pair.crossing().answer(pair.recorded().events());
        Map<String, Long> expected = Sketch.of(pair.recorded().expected()).usage();
        JsonNode usage = body.path(pair.client().name().equals("gemini") ? "usageMetadata" : "usage");
        if (!expected.isEmpty()) {
            long in = expected.get("in");
            long out = expected.get("out");
            switch (pair.client().name()) {
                case "openai" -> {
                    assertThat(numbers(usage, "prompt_tokens", "completion_tokens"))
                            .containsExactly(in, out);
                    assertThat(usage.path("total_tokens").longValue()).isEqualTo(in + out);
                }
                case "openai-responses" -> {
                    assertThat(numbers(usage, "input_tokens", "output_tokens")).containsExactly(in, out);
                    assertThat(usage.path("total_tokens").longValue()).isEqualTo(in + out);
                }
                case "anthropic" -> {
                    assertThat(sum(usage, "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"))
                            .isEqualTo(in);
                    assertThat(usage.path("output_tokens").longValue()).isEqualTo(out);
                }
                default -> {
                    assertThat(sum(usage, "promptTokenCount", "toolUsePromptTokenCount"))
                            .isEqualTo(in);
                    assertThat(sum(usage, "candidatesTokenCount", "thoughtsTokenCount"))
                            .isEqualTo(out);
                    assertThat(usage.path("totalTokenCount").longValue()).isEqualTo(in + out);
                }
            }
        }
    }

    /** Invariant 22: no count ever goes down, and the last ones are those of the whole answer. */
    @ParameterizedTest
    @MethodSource("successes")
    void countsOnlyGrow(Pair pair) throws IOException {
        String field = pair.client().name().equals("gemini") ? "usageMetadata" : "usage";
        JsonNode last = null;
        for (Frame frame : Crossing.frames(pair.stream(pair.events()))) {
            JsonNode usage = frame.data().equals("[DONE]")
                    ? null
                    : Json.read(frame.data()).findValue(field);
            if (usage != null && usage.isObject()) {
                for (String counter : counters(last)) {
                    assertThat(usage.path(counter).longValue())
                            .as(counter)
                            .isGreaterThanOrEqualTo(last.path(counter).longValue());
                }
                last = usage;
            }
        }
        JsonNode whole = pair.crossing().answer(pair.recorded().events()).path(field);
        for (String counter : counters(whole)) {
            assertThat(last.path(counter)).as(counter).isEqualTo(whole.path(counter));
        }
    }

    private static List<String> counters(JsonNode usage) {
        List<String> names = new ArrayList<>();
        if (usage != null) {
            usage.properties().forEach(field -> {
                if (field.getValue().isNumber()) {
                    names.add(field.getKey());
                }
            });
        }
        return names;
    }

    private static List<Long> numbers(JsonNode usage, String... names) {
        return Stream.of(names).map(name -> usage.path(name).longValue()).toList();
    }

    private static long sum(JsonNode usage, String... names) {
        return numbers(usage, names).stream().mapToLong(Long::longValue).sum();
    }
}
