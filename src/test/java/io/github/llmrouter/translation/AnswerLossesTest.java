package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an answer loses is reported, and a stream loses what the whole answer would. */
class AnswerLossesTest {

    static Stream<Pair> successes() {
        return Pair.of(Recorded.successes());
    }

    @ParameterizedTest
    @MethodSource("successes")
    void aStreamReportsWhatTheWholeAnswerReports(Pair pair) throws IOException {
        assertThat(streamed(pair.crossing(), pair.recorded().events()))
                .isEqualTo(whole(pair.crossing(), pair.recorded().events()));
    }

    static Stream<GoldenTest.Turnover> golden() {
        return GoldenTest.turnovers().filter(one -> one.of().kind() == GoldenCase.Kind.ANSWER);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void aStreamReportsWhatTheGoldenAnswerReports(GoldenTest.Turnover one) throws IOException {
        List<Event> events = Crossing.read(one.from(), Recorded.json(one.of().file(one.from())));
        Crossing crossing = Crossing.of(one.to(), one.from(), Pair.curious(one.to()));
        assertThat(streamed(crossing, events)).isEqualTo(whole(crossing, events));
    }

    private static Set<String> streamed(Crossing crossing, List<Event> events) throws IOException {
        Losses losses = new Losses();
        Codec.EventWriter writer =
                crossing.client.codec().eventWriter(crossing.asked(), new ByteArrayOutputStream(), losses);
        for (Event event : crossing.back(events)) {
            writer.write(event);
        }
        return all(losses);
    }

    private static Set<String> whole(Crossing crossing, List<Event> events) {
        Losses losses = new Losses();
        crossing.client.codec().writeAnswer(Fold.of(crossing.back(events)), crossing.asked(), losses);
        return all(losses);
    }

    private static Set<String> all(Losses losses) {
        Set<String> all = new TreeSet<>(losses.dropped());
        all.addAll(losses.changed());
        all.addAll(losses.emulated());
        return all;
    }

    @Test
    void whatAReaderDoesNotKnowIsReported() {
        assertThat(read("openai", """
            data: {"id":"x","model":"m","choices":[{"index":0,"delta":{"content":[{"type":"sketch"}],"audio":{"id":"a"}}}]}

            data: {"id":"x","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"bored"}]}

            """)).contains("unknown:content.sketch", "audio", "finish_reason(bored>stop)");
        assertThat(read("anthropic", """
            data: {"type":"message_start","message":{"id":"msg_1","model":"m","content":[]}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"x"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"colour_delta","colour":"red"}}

            data: {"type":"weather_changed"}

            data: {"type":"message_delta","delta":{"stop_reason":"bored"}}

            data: {"type":"message_stop"}

            """))
                .contains("unknown:delta.colour_delta", "unknown:weather_changed", "stop_reason(bored>end_turn)");
        assertThat(read("openai-responses", """
            data: {"type":"response.weather.changed"}

            data: {"type":"response.completed","response":{"id":"resp_1","status":"incomplete",\
            "incomplete_details":{"reason":"bored"},"moderation":{"a":1},\
            "output":[{"type":"message","content":[{"type":"sketch"}]}]}}

            """))
                .contains(
                        "unknown:response.weather.changed",
                        "moderation",
                        "unknown:content.sketch",
                        "incomplete_details.reason(bored>max_output_tokens)");
        assertThat(read("gemini", """
            data: {"candidates":[{"content":{"parts":[{"text":"x"}]},"safetyRatings":[{"category":"A"}],\
            "logprobsResult":{"topCandidates":[{"candidates":[]}]},"finishReason":"BORED"}]}

            """)).contains("safetyRatings", "logprobsResult", "finishReason(BORED>STOP)");
    }

    private static Set<String> read(String name, String stream) {
        Dialect dialect = Crossing.dialect(name);
        Losses losses = new Losses();
        List<Event> events = new ArrayList<>();
        Codec.EventReader reader = dialect.codec().eventReader(events::add, losses);
        Crossing.frames(stream.getBytes(StandardCharsets.UTF_8)).forEach(reader::read);
        reader.end();
        assertThat(events.getLast()).isInstanceOf(Event.Ended.class);
        return all(losses);
    }
}
