package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Token counts that were recorded, put to every dialect that counts and answered in every dialect that asks. */
class CountsTest {

    static Stream<Pair> counts() {
        return Recorded.counts().stream()
                .flatMap(one -> Crossing.DIALECTS.stream()
                        .filter(dialect -> dialect.codec().counting().isPresent())
                        .map(dialect -> new Pair(one, dialect)));
    }

    /** The other dialect is the upstream's in the first half, the client's in the second. */
    @ParameterizedTest
    @MethodSource("counts")
    void aCountIsAskedForAndToldInAnyDialect(Pair pair) {
        Dialect own = pair.recorded().dialect();
        Counting counting = own.codec().counting().orElseThrow();
        Counting other = pair.client().codec().counting().orElseThrow();
        JsonNode body = pair.recorded().requestBody();
        Ask ask = new Ask(Operation.COUNT_TOKENS, "m", false, body, Map.of(), Map.of());

        Chat chat = own.codec().readRequest(ask, new Losses());
        String asked = Json.text(other.ask(chat, Crossing.aim(pair.client(), "m"), new Losses()));

        assertThat(asked).isNotEqualTo("{}").doesNotContain("\"max_tokens\"", "\"stream\"", "\"temperature\"");
        chat.turns()
                .forEach(turn -> turn.parts().forEach(part -> {
                    if (part instanceof io.github.llmrouter.chat.Part.Text text) {
                        assertThat(asked)
                                .contains(Json.text(Json.object()
                                        .with("x", text.text())
                                        .node()
                                        .get("x")));
                    }
                }));
        JsonNode answer = Recorded.json(pair.recorded().response());
        long tokens = counting.read(answer);
        assertThat(tokens).isPositive();
        assertThat(Json.text(answer)).contains(Long.toString(tokens));
        assertThat(other.read(Crossing.wired(other.write(tokens)))).isEqualTo(tokens);
    }
}
