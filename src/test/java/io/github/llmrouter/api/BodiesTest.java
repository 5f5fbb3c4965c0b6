package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Request bodies that are too large, broken or compressed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodiesTest {

    private static final int LIMIT = 64 << 10;

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private final RunningRouter router =
            new RunningRouter("server: {body_limit: 64KiB}\n" + Side.models(upstream.base()));

    @AfterEach
    void settled() {
        router.awaitSettled();
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
        logs.close();
        assertThat(logs.text(Level.WARNING).lines().filter(line -> !line.contains("The price of")))
                .isEmpty();
    }

    private static void assertError(Side side, HttpResponse<String> answer, int status) throws IOException {
        // Google words a request that is too large as an invalid one.
        int expected = side == Side.GEMINI && status == 413 ? 400 : status;
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        JsonNode error = Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(side.words(error)).as(answer.body()).isTrue();
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    static Stream<Arguments> broken() {
        List<String> everywhere = List.of(
                "",
                " ",
                "[]",
                "null",
                "\"x\"",
                "{",
                "{\"model\":\"m\"",
                "{\"model\":\"m\"}}",
                "{\"model\":\"m\"}{}",
                "{model:1}",
                "<xml/>",
                "{\"a\":\"\t\"}",
                "[".repeat(20_000),
                "{\"a\":".repeat(5000));
        List<String> inTheBody = List.of(
                "{\"model\":1}",
                "{\"model\":{\"a\":1}}",
                "{\"model\":\"m\",\"model\":\"a\"}",
                "{\"model\":\"m\",\"mo\\u0064el\":\"a\"}",
                "{\"model\":\"m\",\"stream\":\"yes\"}",
                "{\"model\":\"m\",\"stream\":1}",
                "{\"model\":\"m\",\"stream\":true,\"stream\":false}");
        return Stream.of(Side.values())
                .flatMap(side -> Stream.concat(
                                everywhere.stream(), side == Side.GEMINI ? Stream.empty() : inTheBody.stream())
                        .map(body -> Arguments.of(side, body)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenBodyIs400(Side side, String body) throws IOException {
        assertError(side, router.post(side.path(false), body), 400);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anUnknownModelIs404(Side side) throws IOException {
        assertError(side, router.post(side.path("nobody", false), side.body("nobody", false)), 404);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anUnknownEncodingIs415(Side side) throws IOException {
        assertError(side, router.post(side.path(false), side.body(false), "content-encoding", "zstd"), 415);
    }

    private HttpResponse<String> chunked(Side side, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return router.send(router.request(side.path(false))
                .POST(BodyPublishers.ofByteArrays(List.of(bytes)))
                .build());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aBodyAtTheLimitPassesAndOneByteMoreIs413(Side side) throws IOException {
        String body = side.body(false);
        String filled = body.substring(0, body.length() - 1) + " ".repeat(LIMIT - body.length()) + "}";
        assertThat(router.post(side.path(false), filled).statusCode()).isEqualTo(200);
        assertThat(chunked(side, filled).statusCode()).isEqualTo(200);
        assertError(side, router.post(side.path(false), filled + " "), 413);
        assertError(side, chunked(side, filled + " "), 413);
    }

    /** The client must be able to read why, though it is still sending. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void aClientThatSendsFarTooMuchStillReadsItsAnswer(Side side) throws IOException {
        String big = "x".repeat(20 << 20);
        assertError(side, router.post(side.path(false), big), 413);
        assertError(side, chunked(side, big), 413);
    }

    @Test
    void tooMuchIsSaidBeforeItIsSent() throws IOException {
        try (RawClient client = new RawClient(router.port())) {
            client.request("POST", "/v1/messages", "Content-Length: 999999999", "Expect: 100-continue");
            RawClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(413);
            assertThat(Side.ANTHROPIC.words(Json.read(client.text(head).getBytes(StandardCharsets.UTF_8))))
                    .isTrue();
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private HttpResponse<String> zipped(Side side, byte[] body) {
        return router.send(router.request(side.path(false), "content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aCompressedBodyIsUnderstood(Side side) throws IOException {
        upstream.requests().clear();
        byte[] body = side.body(false).getBytes(StandardCharsets.UTF_8);
        assertThat(zipped(side, gzip(body)).body()).isEqualTo(side.answer());
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(sent.headers()).doesNotContainKey("content-encoding");
        assertThat(sent.text()).isEqualTo(side.body("up", false));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aBrokenCompressedBodyIs400(Side side) throws IOException {
        byte[] good = gzip(side.body(false).getBytes(StandardCharsets.UTF_8));
        assertError(side, zipped(side, side.body(false).getBytes(StandardCharsets.UTF_8)), 400);
        assertError(side, zipped(side, Arrays.copyOf(good, good.length - 9)), 400);
        assertError(side, zipped(side, Arrays.copyOf(good, 5)), 400);
        assertError(side, zipped(side, new byte[0]), 400);
        byte[] flipped = good.clone();
        flipped[flipped.length - 7] ^= 1;
        assertError(side, zipped(side, flipped), 400);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aBombIs413(Side side) throws IOException {
        byte[] bomb = gzip(new byte[60 << 20]);
        assertThat(bomb.length).isLessThan(LIMIT);
        assertError(side, zipped(side, bomb), 413);
    }
}
