package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys in every form, in every dialect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {

    private static final String KEY = "client-key-+/=ü";
    private static final String ENCODED = "client-key-%2B%2F%3D%C3%BC";
    private static final String ASCII = "client-key-plain";

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()) + """
        access:
          keys:
            - {name: odd, key: "%s"}
            - {name: plain, key: "%s"}
            - {name: narrow, key: narrow-client-key, models: [m]}
          admin_keys: [the-admin-key]
        """.formatted(KEY, ASCII));

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain("client-key-", "narrow-client-key", "the-admin-key");
        assertThat(upstream.requests()).allSatisfy(request -> {
            assertThat(request.headers().toString()).doesNotContain("client-key");
            assertThat(request.path()).doesNotContain("client-key");
        });
    }

    static Stream<Arguments> forms() {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(
                        Arguments.of(side, "", new String[] {"authorization", "Bearer " + ASCII}),
                        Arguments.of(side, "", new String[] {"authorization", "bearer  " + ASCII}),
                        Arguments.of(side, "", new String[] {"x-api-key", ASCII}),
                        Arguments.of(side, "", new String[] {"x-goog-api-key", ASCII}),
                        Arguments.of(side, "key=" + ENCODED, new String[] {"x-none", "1"}),
                        Arguments.of(side, "x=y&key=" + ASCII, new String[] {"x-none", "1"}),
                        Arguments.of(side, "", new String[] {"authorization", "Bearer wrong", "x-api-key", ASCII})));
    }

    private static String path(Side side, boolean stream, String query) {
        String path = side.path(stream);
        return query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aKeyOpensInEveryForm(Side side, String query, String[] headers) {
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = router.post(path(side, stream, query), side.body(stream), headers);
            assertThat(answer.body()).isEqualTo(stream ? side.stream() : side.answer());
        }
    }

    private static void assertRefused(Side side, HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(side.words(Json.read(answer.body().getBytes())))
                .as(answer.body())
                .isTrue();
        assertThat(answer.body() + answer.headers()).doesNotContain("client-key", "wrong-key");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void noKeyOrAWrongOneIs401(Side side) throws IOException {
        upstream.requests().clear();
        for (boolean stream : new boolean[] {false, true}) {
            String body = side.body(stream);
            assertRefused(side, router.post(side.path(stream), body), 401);
            assertRefused(side, router.post(side.path(stream), body, "authorization", "Bearer wrong-key"), 401);
            assertRefused(side, router.post(side.path(stream), body, "x-api-key", ""), 401);
            assertRefused(side, router.post(path(side, stream, "key=wrong-key"), body), 401);
            assertRefused(side, router.post(side.path(stream), body, "x-goog-api-key", ASCII + "x"), 401);
            assertRefused(side, router.post(side.path(stream), body, "authorization", "Bearer the-admin-key"), 401);
        }
        assertThat(upstream.requests()).isEmpty();
    }

    /** Also a client that sends much before it listens reads that its key is wrong. */
    @Test
    void aBigBodyWithAWrongKeyIs401() throws IOException {
        assertRefused(Side.OPENAI, router.post("/v1/chat/completions", "x".repeat(20 << 20)), 401);
    }

    @Test
    void listsNeedAKeyAndHealthDoesNot() throws IOException {
        assertRefused(Side.OPENAI, router.get("/v1/models"), 401);
        assertRefused(Side.ANTHROPIC, router.get("/anthropic/v1/models"), 401);
        assertRefused(Side.GEMINI, router.get("/v1beta/models/g"), 401);
        assertThat(router.get("/v1/models", "x-api-key", ASCII).statusCode()).isEqualTo(200);
        assertThat(router.get("/v1beta/models?key=" + ASCII).statusCode()).isEqualTo(200);
        assertThat(router.get("/health").statusCode()).isEqualTo(200);
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(router.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeySeesAndUsesOnlyItsModels() throws IOException {
        String[] narrow = {"x-api-key", "narrow-client-key"};
        assertThat(router.post("/v1/chat/completions", Side.OPENAI.body(false), narrow)
                        .statusCode())
                .isEqualTo(200);
        assertRefused(Side.ANTHROPIC, router.post("/v1/messages", Side.ANTHROPIC.body(false), narrow), 403);
        assertThat(Json.read(router.get("/v1/models", narrow).body().getBytes())
                        .path("data")
                        .findValuesAsText("id"))
                .containsExactly("m");
    }
}
