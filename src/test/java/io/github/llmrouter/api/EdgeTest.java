package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and browsers expect of any HTTP server, and some that only LLM clients do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeTest {

    private static final String ORIGIN = "https://app.example.com";

    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private final RunningRouter router =
            new RunningRouter(Side.models(upstream.base()) + "access: {keys: [client-key]}\n");
    private final RunningRouter strict = new RunningRouter(
            "server: {cors: {origins: [\"" + ORIGIN + "\"], credentials: true}}\n" + Side.models(upstream.base()));

    @BeforeEach
    void play() {
        upstream.requests().clear();
        upstream.script((request, line) -> Side.of(request).play(request, line));
    }

    @AfterAll
    void stop() {
        router.close();
        strict.close();
        upstream.close();
    }

    private HttpResponse<String> ask(Side side, boolean stream, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "x-api-key";
        all[1] = "client-key";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return router.post(side.path(stream), side.body(stream), all);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void answersAndErrorsMayBeReadByBrowsers(Side side) {
        for (HttpResponse<String> answer : List.of(
                ask(side, false, "origin", ORIGIN),
                ask(side, true, "origin", ORIGIN),
                router.post(side.path(false), side.body(false), "origin", ORIGIN),
                router.post("/v1/nothing", "{}", "origin", ORIGIN))) {
            assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
            assertThat(header(answer, "access-control-expose-headers")).isEqualTo("*");
        }
        assertThat(header(ask(side, false), "access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1beta/models/g:generateContent", "/v1/models"})
    void aPreflightNeedsNoKey(String path) {
        HttpResponse<String> answer = router.send(router.request(
                        path,
                        "origin",
                        ORIGIN,
                        "access-control-request-method",
                        "POST",
                        "access-control-request-headers",
                        "x-api-key,content-type,x-stainless-os")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(answer, "access-control-allow-methods")).contains("POST");
        assertThat(header(answer, "access-control-allow-headers")).contains("x-stainless-os");
    }

    @Test
    void onlyNamedOriginsAreLetInWithCredentials() {
        HttpResponse<String> known = strict.post("/v1/messages", Side.ANTHROPIC.body(false), "origin", ORIGIN);
        assertThat(header(known, "access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(header(known, "access-control-allow-credentials")).isEqualTo("true");
        assertThat(header(known, "vary")).contains("Origin");
        HttpResponse<String> other =
                strict.post("/v1/messages", Side.ANTHROPIC.body(false), "origin", "https://evil.example.com");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(header(other, "access-control-allow-origin")).isEmpty();
    }

    @Test
    void aProvidersOwnCorsHeadersStayBehind() {
        upstream.script((request, line) -> line.json(
                200, Side.OPENAI.answer(), "access-control-allow-origin: https://vendor.example", "vary: Origin"));
        assertThat(header(ask(Side.OPENAI, false, "origin", ORIGIN), "access-control-allow-origin"))
                .isEqualTo("*");
    }

    @Test
    void aRequestIdIsKeptOrMade() {
        HttpResponse<String> kept = ask(Side.ANTHROPIC, false, "x-request-id", "my-id-1");
        assertThat(header(kept, "x-request-id")).isEqualTo("my-id-1");
        assertThat(header(kept, "request-id")).isEqualTo("my-id-1");
        assertThat(upstream.requests().remove().headers()).containsEntry("x-request-id", "my-id-1");
        HttpResponse<String> made = ask(Side.ANTHROPIC, false);
        assertThat(header(made, "x-request-id")).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f-]{16}");
        assertThat(upstream.requests().remove().headers()).containsEntry("x-request-id", header(made, "x-request-id"));
        HttpResponse<String> bad = ask(Side.ANTHROPIC, false, "x-request-id", "x".repeat(200));
        assertThat(header(bad, "x-request-id")).hasSize(36);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream", "text/html", "*/*;q=0", "garbage"})
    void acceptDecidesNothing(String accept) {
        assertThat(ask(Side.OPENAI, true, "accept", accept).body()).isEqualTo(Side.OPENAI.stream());
        assertThat(ask(Side.OPENAI, false, "accept", accept).body()).isEqualTo(Side.OPENAI.answer());
        assertThat(router.get("/v1/models", "x-api-key", "client-key", "accept", accept)
                        .statusCode())
                .isEqualTo(200);
        assertThat(router.get("/health", "accept", accept).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "x"})
    void soDoesTheContentType(String type) {
        var request = router.request("/v1/messages", "x-api-key", "client-key")
                .POST(BodyPublishers.ofString(Side.ANTHROPIC.body(false)));
        assertThat(router.send(request.setHeader("content-type", type).build()).body())
                .isEqualTo(Side.ANTHROPIC.answer());
    }

    @Test
    void aClientMayWaitForLeaveToSend() throws IOException {
        try (RawClient client = new RawClient(router.port())) {
            String body = Side.OPENAI.body(false);
            client.request(
                    "POST",
                    "/v1/chat/completions",
                    "X-Api-Key: client-key",
                    "Expect: 100-continue",
                    "Content-Length: " + body.length());
            assertThat(client.head().status()).isEqualTo(100);
            RawClient.Head head = client.send(body).head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.text(head)).isEqualTo(Side.OPENAI.answer());
        }
    }

    /** Java's own client offers HTTP/2 with every request to a plain address. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void anOfferOfHttp2IsNotTaken(Side side) throws IOException {
        try (RawClient client = new RawClient(router.port())) {
            for (boolean stream : new boolean[] {false, true, false}) {
                RawClient.Head head = client.post(
                                side.path(stream),
                                side.body(stream),
                                "X-Api-Key: client-key",
                                "Connection: Upgrade, HTTP2-Settings",
                                "Upgrade: h2c",
                                "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA")
                        .head();
                assertThat(head.status()).isEqualTo(200);
                assertThat(client.text(head)).isEqualTo(stream ? side.stream() : side.answer());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theFirstEventOfASlowStreamIsThereAtOnce(Side side) throws IOException {
        for (String encoding : new String[] {"identity", "gzip"}) {
            CountDownLatch seen = new CountDownLatch(1);
            String first = side.stream().substring(0, side.stream().indexOf("\"hel"));
            String begun = side.stream().substring(0, side.stream().indexOf("data:", first.length()));
            upstream.script((request, line) -> {
                line.events();
                line.chunk(begun);
                line.await(seen);
                line.chunk(side.stream().substring(begun.length()));
                line.end();
            });
            try (RawClient client = new RawClient(router.port())) {
                RawClient.Head head = client.post(
                                side.path(true),
                                side.body(true),
                                "X-Api-Key: client-key",
                                "Accept-Encoding: " + encoding)
                        .head();
                assertThat(head.header("content-encoding")).isEqualTo(encoding.equals("gzip") ? "gzip" : "");
                assertThat(head.header("content-type")).startsWith("text/event-stream");
                InputStream body = client.body(head);
                body = encoding.equals("gzip") ? new GZIPInputStream(body, 1) : body;
                String part = RawClient.until(body, "\"hel");
                seen.countDown();
                String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(part + rest).isEqualTo(side.stream());
            } finally {
                seen.countDown();
            }
        }
    }

    @Test
    void answersAreCompressedByWeight() throws IOException {
        String big = Side.OPENAI.answer().replace("hello", "hello ".repeat(1000));
        upstream.script((request, line) -> line.json(200, big));
        for (String accept : new String[] {"gzip", "br, gzip;q=0.1", "*", "x-gzip", "GZIP;Q=0.5"}) {
            try (RawClient client = new RawClient(router.port())) {
                RawClient.Head head = asked(client, "Accept-Encoding: " + accept);
                assertThat(head.header("content-encoding")).as(accept).isEqualTo("gzip");
                assertThat(head.header("vary")).containsIgnoringCase("accept-encoding");
                byte[] body = client.body(head).readAllBytes();
                assertThat(body.length).isLessThan(big.length() / 5);
                assertThat(new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes())
                        .isEqualTo(big.getBytes());
            }
        }
        for (String accept : new String[] {"identity", "gzip;q=0", "gzip;q=0, *", "br", "*;q=0", ""}) {
            try (RawClient client = new RawClient(router.port())) {
                RawClient.Head head = asked(client, "Accept-Encoding: " + accept);
                assertThat(head.header("content-encoding")).as(accept).isEmpty();
                assertThat(head.header("vary")).containsIgnoringCase("accept-encoding");
                assertThat(head.header("content-length")).isEqualTo(Integer.toString(big.length()));
                assertThat(client.text(head)).isEqualTo(big);
            }
        }
    }

    private static RawClient.Head asked(RawClient client, String accept) throws IOException {
        return client.post("/v1/chat/completions", Side.OPENAI.body(false), "X-Api-Key: client-key", accept)
                .head();
    }

    @Test
    void aProviderIsNeverAskedToCompress() {
        ask(Side.OPENAI, true, "accept-encoding", "gzip, br");
        assertThat(upstream.requests().remove().headers().getOrDefault("accept-encoding", "identity"))
                .isEqualTo("identity");
    }

    @RepeatedTest(20)
    void connectionsAreKeptAlsoAfterErrors() throws IOException {
        try (RawClient client = new RawClient(router.port())) {
            for (String path : new String[] {"/v1/messages", "/v1/nothing", "/v1/messages"}) {
                RawClient.Head head =
                        client.post(path, "{", "X-Api-Key: client-key").head();
                assertThat(head.status()).isGreaterThanOrEqualTo(400);
                assertThat(client.text(head)).contains("error");
            }
            RawClient.Head head = client.post("/v1/messages", Side.ANTHROPIC.body(true), "X-Api-Key: client-key")
                    .head();
            assertThat(client.text(head)).isEqualTo(Side.ANTHROPIC.stream());
        }
    }
}
