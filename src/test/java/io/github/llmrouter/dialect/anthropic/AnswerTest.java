package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading and writing every recorded answer. */
class AnswerTest {

    private final Codec codec = new Anthropic().codec();

    static List<String> answers() {
        return Fixtures.answers();
    }

    static List<String> streams() {
        return Fixtures.streams();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerMeansWhatAnIndependentDecoderMadeOfIt(String file) {
        JsonNode expected = Fixtures.expected(file);
        List<Event> events = Canon.events(file, codec, new Random(1));
        Answer said = Canon.saidBefore(events);

        assertThat(Canon.parts(said)).isEqualTo(Canon.parts(expected));
        if (expected.path("complete").booleanValue()) {
            assertThat(events.getLast()).isInstanceOf(Ended.class);
            assertThat(said.candidates().getFirst().finish().reason()).isEqualTo(Canon.reason(expected));
            assertThat(said.candidates().getFirst().finish().sequence())
                    .isEqualTo(expected.path("stopSequence").textValue());
            assertThat(said.id()).isEqualTo(expected.path("id").asText());
            assertThat(said.model()).isEqualTo(expected.path("model").asText());
            assertThat(Fixtures.usage(said.usage())).isEqualTo(Fixtures.usage(expected.path("usage")));
        } else {
            assertThat(events.getLast()).isInstanceOf(Failed.class);
            assertThat(((Failed) events.getLast()).fault().message())
                    .isEqualTo(expected.path("error").path("message").asText());
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void whereAStreamIsCutDoesNotMatter(String file) {
        List<Event> once = Canon.stream(Fixtures.bytes(file), codec, new Random(0));
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            assertThat(Canon.stream(Fixtures.bytes(file), codec, random)).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void writingAndReadingAnAnswerChangesNothing(String file) {
        List<Event> events = Canon.events(file, codec, new Random(3));
        if (events.getLast() instanceof Failed) {
            return;
        }
        Answer answer = Fold.of(events);
        assertThat(Fold.of(
                        codec.readAnswer(codec.writeAnswer(answer, Questions.thinking(), new Losses()), new Losses())))
                .usingRecursiveComparison()
                .isEqualTo(answer);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamedAnswerSaysWhatTheWholeOneSays(String file) {
        List<Event> events = Canon.events(file, codec, new Random(4));
        byte[] written = Questions.stream(events, Questions.thinking(), codec);
        List<Event> back = Canon.stream(written, codec, new Random(5));
        if (events.getLast() instanceof Failed) {
            assertThat(back.getLast()).isInstanceOf(Failed.class);
            return;
        }
        Answer whole = Fold.of(
                codec.readAnswer(codec.writeAnswer(Fold.of(events), Questions.thinking(), new Losses()), new Losses()));
        assertThat(Fold.of(back)).usingRecursiveComparison().isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerIsStreamedInTheVendorsGrammar(String file) {
        byte[] written = Questions.stream(Canon.events(file, codec, new Random(6)), Questions.thinking(), codec);
        Grammar.check(written);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatIsCutOffNeverEndsWell(String file) throws Exception {
        String text = new String(Fixtures.bytes(file), StandardCharsets.UTF_8);
        int end = text.indexOf("event: message_stop");
        if (end < 0) {
            return;
        }
        for (int at = text.indexOf("\n\n"); at >= 0 && at < end; at = text.indexOf("\n\n", at + 2)) {
            byte[] cut = text.substring(0, at + 2).getBytes(StandardCharsets.UTF_8);
            List<Event> events = Canon.stream(cut, codec, new Random(at));
            assertThat(events.getLast()).isInstanceOf(Failed.class);
            String written = new String(Questions.stream(events, Questions.thinking(), codec), StandardCharsets.UTF_8);
            assertThat(written).contains("event: error").doesNotContain("event: message_stop");
        }
    }

    @Test
    void aWholeAnswerKeepsItsBytesWorthOfMeaning() {
        JsonNode body = Fixtures.json("own/interleaved.res.json");
        JsonNode written =
                codec.writeAnswer(Fold.of(codec.readAnswer(body, new Losses())), Questions.thinking(), new Losses());
        assertThat(Canon.sorted(Json.text(written))).isEqualTo(Canon.sorted(body));
    }

    @Test
    void citationsSurvive() {
        JsonNode body = Fixtures.json("own/citations.res.json");
        JsonNode written =
                codec.writeAnswer(Fold.of(codec.readAnswer(body, new Losses())), Questions.thinking(), new Losses());
        assertThat(written.path("content")).isEqualTo(body.path("content"));
    }
}
