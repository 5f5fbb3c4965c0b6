package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an answer loses stands in its headers; what a stream loses when they have gone, in the log, with the request's id. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateLossesTest {

    private static final String RATED = "\"safetyRatings\":[{\"category\":\"A\",\"probability\":\"LOW\"}],";

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
    }

    @Test
    void whatAStreamLosesAfterItsHeadersIsLogged() {
        streams(Side.GEMINI.events().getFirst(), rated(Side.GEMINI.events().getLast()));

        HttpResponse<String> answer = ask(true, "late-1", "\"seed\":7,");

        assertThat(answer.body()).contains("message_stop");
        assertThat(dropped(answer)).hasValue("anthropic>gemini; dropped=unknown:seed");
        assertThat(logged(Level.INFO, "late-1"))
                .hasValue("Lost in translation, request late-1: anthropic>gemini; dropped=unknown:seed,safetyRatings");
    }

    @Test
    void aStreamThatOnlyLosesThenHasNoHeader() {
        streams(Side.GEMINI.events().getFirst(), rated(Side.GEMINI.events().getLast()));

        HttpResponse<String> answer = ask(true, "late-2", "");

        assertThat(dropped(answer)).isEmpty();
        assertThat(logged(Level.INFO, "late-2")).get().asString().endsWith("dropped=safetyRatings");
    }

    @Test
    void whatStandsInTheHeadersIsOnlyLoggedForWhoLooksClosely() {
        upstream.script((request, line) -> line.json(200, rated(Side.GEMINI.answer())));

        HttpResponse<String> answer = ask(false, "whole-1", "");

        assertThat(dropped(answer)).hasValue("anthropic>gemini; dropped=safetyRatings");
        assertThat(logged(Level.INFO, "whole-1")).isEmpty();
        assertThat(logged(Level.FINE, "whole-1")).get().asString().endsWith("dropped=safetyRatings");
    }

    @Test
    void whatIsLostBeforeTheFirstWordStandsInTheHeaders() {
        streams(rated(Side.GEMINI.events().getFirst()), Side.GEMINI.events().getLast());

        HttpResponse<String> answer = ask(true, "early-1", "");

        assertThat(dropped(answer)).hasValue("anthropic>gemini; dropped=safetyRatings");
        assertThat(logged(Level.INFO, "early-1")).isEmpty();
    }

    @Test
    void aFieldThatNobodyKnowsIsTold() {
        String novel = Side.GEMINI.answer().replace("\"index\":0", "\"mood\":\"blue\",\"index\":0");
        upstream.script((request, line) -> line.json(200, novel));
        assertThat(dropped(ask(false, "novel-1", ""))).hasValue("anthropic>gemini; dropped=unknown:candidates[].mood");

        streams(
                Side.GEMINI.events().getFirst(),
                Side.GEMINI.events().getLast().replace("\"index\":0", "\"mood\":\"blue\",\"index\":0"));
        assertThat(dropped(ask(true, "novel-2", ""))).isEmpty();
        assertThat(logged(Level.INFO, "novel-2")).get().asString().endsWith("dropped=unknown:candidates[].mood");
    }

    @Test
    void aBrokenStreamTellsItsLossesToo() {
        upstream.script((request, line) -> {
            line.events();
            line.chunk(Side.GEMINI.events().getFirst());
            line.chunk(rated(Side.GEMINI.events().getFirst()));
            line.reset();
        });

        HttpResponse<String> answer = ask(true, "broken-1", "");

        assertThat(answer.body()).contains("event: error");
        assertThat(logged(Level.INFO, "broken-1")).get().asString().endsWith("dropped=safetyRatings");
    }

    private void streams(String... events) {
        upstream.script((request, line) -> {
            line.events();
            for (String event : events) {
                line.chunk(event);
            }
            line.end();
        });
    }

    private static String rated(String json) {
        return json.replace("\"index\":0", RATED + "\"index\":0");
    }

    private HttpResponse<String> ask(boolean stream, String id, String more) {
        String body = Side.ANTHROPIC.body(Side.GEMINI.model(), stream);
        HttpResponse<String> answer =
                router.post(Side.ANTHROPIC.path(stream), "{" + more + body.substring(1), "x-request-id", id);
        assertThat(answer.statusCode()).isEqualTo(200);
        router.awaitSettled();
        return answer;
    }

    private static Optional<String> dropped(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-llm-router-dropped");
    }

    /** The line about a request's losses, if there is one that is as serious as {@code level}. */
    private Optional<String> logged(Level level, String id) {
        return logs.text(level)
                .lines()
                .filter(line -> line.contains("Lost in translation, request " + id + ":"))
                .map(line -> line.substring(line.indexOf("Lost")))
                .findFirst();
    }
}
