package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.routing.Standing;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, selectors, weights and health, as clients see them. */
class RoutedCallsTest {

    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private RunningRouter router;

    @BeforeEach
    void start() {
        upstream.script(Side.OPENAI::play);
        StringBuilder models = new StringBuilder("model_list:\n");
        for (String name : new String[] {"one", "two", "three"}) {
            models.append(
                    "  - {model_name: %1$s, llm_params: {api_type: openai, model: up-%1$s, api_base: \"%2$s/v1\", api_key: key-%1$s}}\n"
                            .formatted(name, upstream.base()));
        }
        router = new RunningRouter(models + """
            router_settings:
              strategy: roundrobin
              model_groups:
                - name: weighted
                  models: [{name: one, weight: 300}, {name: two, weight: 100}]
                - name: selected
                  models:
                    - {name: one, selector: '.tools | length > 0'}
                    - {name: two, selector: '.stream == true'}
                    - {name: three, selector: '.unknown_field == 1.5'}
                - name: busy
                  strategy: leastconn
                  models: [{name: one}, {name: two}]
                - name: ordered
                  strategy: ordered
                  models: [{name: one}, {name: two}, {name: three}]
            """);
        assertThat(router.router().notReady()).isNull();
    }

    @AfterEach
    void stop() {
        router.awaitSettled();
        router.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String model, String more) {
        return router.post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"messages\":[]" + more + "}");
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-llm-router-target").orElse("none: " + answer.body());
    }

    private Standing standing(String model) {
        return router.router().gateway().snapshot().router().targets().stream()
                .filter(target -> target.model().name().equals(model))
                .map(router.router().standings()::of)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFor(ScriptedUpstream.Request request, String model) {
        return request.text().contains("\"up-" + model + "\"");
    }

    @Test
    void aModelsOwnNameMeansThatModel() {
        for (String name : new String[] {"one", "two", "three"}) {
            HttpResponse<String> answer = ask(name, "");
            assertThat(target(answer)).isEqualTo(name);
            assertThat(answer.headers().firstValue("x-llm-router-model")).hasValue("up-" + name);
            assertThat(upstream.requests().remove().headers()).containsEntry("authorization", "Bearer key-" + name);
        }
    }

    @Test
    void weightsShareTheWork() {
        List<String> chosen = IntStream.range(0, 40)
                .mapToObj(i -> target(ask("weighted", "")))
                .toList();
        assertThat(chosen).filteredOn("one"::equals).hasSize(30);
        assertThat(chosen).filteredOn("two"::equals).hasSize(10);
        assertThat(String.join("", chosen)).doesNotContain("twotwo", "one".repeat(7));
    }

    @Test
    void selectorsSeeTheRawRequest() {
        assertThat(target(ask("selected", ",\"tools\":[{}]"))).isEqualTo("one");
        assertThat(target(ask("selected", ",\"stream\":true"))).isEqualTo("two");
        assertThat(target(ask("selected", ",\"unknown_field\":1.50"))).isEqualTo("three");
        HttpResponse<String> nobody = ask("selected", "");
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(nobody.body()).contains("No model in group 'selected'");
    }

    @Test
    void aStreamCountsUntilItsEnd() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.script((request, line) -> {
            line.events();
            line.chunk(Side.OPENAI.events().getFirst());
            line.await(goOn);
            line.chunk(String.join("", Side.OPENAI.events().subList(1, 4)));
            line.end();
        });
        try (RawClient client = new RawClient(router.port())) {
            RawClient.Head head = client.post("/v1/chat/completions", Side.OPENAI.body("busy", true))
                    .head();
            String first = head.header("x-llm-router-target");
            upstream.script(Side.OPENAI::play);
            String other = first.equals("one") ? "two" : "one";
            for (int i = 0; i < 6; i++) {
                assertThat(target(ask("busy", ""))).isEqualTo(other);
            }
            assertThat(standing(first).open()).isEqualTo(1);
            goOn.countDown();
            assertThat(client.text(head)).isEqualTo(Side.OPENAI.stream());
        }
        router.awaitSettled();
        assertThat(IntStream.range(0, 6).mapToObj(i -> target(ask("busy", "")))).contains("one", "two");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void whatTheClientDidWrongHurtsNobody(int status) {
        upstream.script((request, line) -> line.json(status, "{\"error\":{\"message\":\"your fault\"}}"));
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> answer = ask("ordered", "");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains("your fault");
            assertThat(target(answer)).isEqualTo("one");
        }
        assertThat(upstream.requests()).hasSize(8);
        assertThat(standing("one").factor()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"401", "402", "403", "404", "408", "429", "500", "502", "503", "529"})
    void whatTheProviderDoesWrongIsTriedElsewhere(int status) {
        upstream.script((request, line) -> {
            if (isFor(request, "one")) {
                line.json(status, "{\"error\":{\"message\":\"my fault\"}}");
            } else {
                Side.OPENAI.play(request, line);
            }
        });
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("ordered", stream));
            assertThat(answer.body()).isEqualTo(stream ? Side.OPENAI.stream() : Side.OPENAI.answer());
            assertThat(target(answer)).isEqualTo("two");
        }
        assertThat(standing("one").factor()).isLessThan(100);
        assertThat(standing("two").factor()).isEqualTo(100);
    }

    @Test
    void aStreamThatFailsBeforeItsFirstWordIsTriedElsewhere() {
        List<ScriptedUpstream.Script> bad = new ArrayList<>(List.of(
                (request, line) -> line.reset(),
                (request, line) -> {
                    line.events();
                    line.reset();
                },
                (request, line) -> {
                    line.events();
                    line.chunk("data:"
                            + " {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
                    line.reset();
                },
                (request, line) -> {
                    line.events();
                    line.chunk("data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
                    line.end();
                },
                (request, line) -> {
                    line.events();
                    line.end();
                }));
        for (ScriptedUpstream.Script script : bad) {
            upstream.script((request, line) -> {
                if (isFor(request, "one")) {
                    script.play(request, line);
                } else {
                    Side.OPENAI.play(request, line);
                }
            });
            standing("one").reset();
            HttpResponse<String> answer = router.post("/v1/chat/completions", Side.OPENAI.body("ordered", true));
            assertThat(answer.body()).isEqualTo(Side.OPENAI.stream());
            assertThat(target(answer)).isEqualTo("two");
            assertThat(answer.headers().firstValue("x-llm-router-attempts").orElse(""))
                    .isEqualTo("2");
        }
    }

    @Test
    void whenAllFailTheLastOnesWordsAreHeard() {
        upstream.script((request, line) ->
                line.json(503, "{\"error\":{\"message\":\"" + (isFor(request, "three") ? "third" : "other") + "\"}}"));
        HttpResponse<String> answer = ask("ordered", "");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("third");
    }
}
