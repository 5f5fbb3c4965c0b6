package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must be true of the web application in every servlet container. */
@Timeout(180)
abstract class Contract extends Caller {

    /** The file that the running application was configured with. */
    abstract Path configFile();

    /** How the configuration names the upstream's key, which the container knows by JNDI. */
    abstract String upstreamKey();

    /** The MBeans of the server's process. */
    abstract Beans beans() throws Exception;

    /** A connection to MBeans, which ends with {@link #close()}. */
    interface Beans extends AutoCloseable {
        MBeanServerConnection connection() throws IOException;

        @Override
        void close() throws IOException;
    }

    @Test
    void aConversationInEachDialect() throws Exception {
        assertThat(post("/v1/chat/completions", chat(false)).body()).contains("Hello from upstream");
        assertThat(post("/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\"}").body())
                .contains("Hello from upstream", "output_text");
        assertThat(post("/v1/messages", messages(false)).body()).contains("Hello from upstream", "end_turn");
        assertThat(post(
                                "/v1beta/models/m:generateContent",
                                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}")
                        .body())
                .contains("Hello from upstream", "candidates");
    }

    @Test
    void theSecretComesFromWhereTheContainerKeepsIt() throws Exception {
        post("/v1/chat/completions", chat(false));

        assertThat(UPSTREAM.requests().remove().headers())
                .containsEntry("authorization", "Bearer " + ServletServer.UPSTREAM_KEY);
    }

    @Test
    void aPassedStreamArrivesEventByEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        streamOf(seen);
        try (RawClient raw = raw()) {
            RawClient.Head head = raw.post(path("/v1/chat/completions"), chat(true), "Authorization: Bearer " + KEY)
                    .head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).startsWith("text/event-stream");
            InputStream body = raw.body(head);
            RawClient.until(body, "first");
            seen.countDown();
            RawClient.until(body, "[DONE]");
        }
    }

    @Test
    void aCompressedStreamArrivesEventByEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        streamOf(seen);
        try (RawClient raw = raw()) {
            RawClient.Head head = raw.post(
                            path("/v1/chat/completions"),
                            chat(true),
                            "Authorization: Bearer " + KEY,
                            "Accept-Encoding: gzip")
                    .head();
            assertThat(head.header("content-encoding")).isEqualTo("gzip");
            InputStream body = new GZIPInputStream(raw.body(head), 1);
            RawClient.until(body, "first");
            seen.countDown();
            RawClient.until(body, "[DONE]");
        }
    }

    @Test
    void aConvertedStreamArrivesEventByEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        streamOf(seen);
        try (RawClient raw = raw()) {
            RawClient.Head head = raw.post(path("/v1/messages"), messages(true), "x-api-key: " + KEY)
                    .head();
            InputStream body = raw.body(head);
            assertThat(RawClient.until(body, "first")).contains("message_start", "text_delta");
            seen.countDown();
            RawClient.until(body, "message_stop");
        }
    }

    @Test
    void aClientThatLeavesIsNoticed() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        UPSTREAM.script((request, line) -> {
            line.events();
            line.chunk(delta("first"));
            line.awaitClose();
            left.countDown();
        });
        try (RawClient raw = raw()) {
            RawClient.Head head = raw.post(path("/v1/chat/completions"), chat(true), "Authorization: Bearer " + KEY)
                    .head();
            RawClient.until(raw.body(head), "first");
        }
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLargeBodyIsRefusedInTheDialectsWords() throws Exception {
        String large = chat(false).replace("Hi", "x".repeat(1 << 20));
        HttpResponse<String> answer = post("/v1/chat/completions", large);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"error\"");
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        for (String key : new String[] {"", "sk-wrong", ADMIN}) {
            HttpResponse<String> answer =
                    send(request("/v1/chat/completions", "authorization", "Bearer " + key), chat(false));
            assertThat(answer.statusCode()).as(key).isEqualTo(401);
            assertThat(answer.body()).contains("\"error\"");
        }
    }

    @Test
    void otherOriginsGetTheirHeaderOnRealAnswers() throws Exception {
        HttpResponse<String> answer = send(
                request("/v1/chat/completions", "authorization", "Bearer " + KEY, "origin", "https://app.example"),
                chat(false));
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("https://app.example");
    }

    @Test
    void anOfferToSpeakHttp2IsDeclinedOrTaken() throws Exception {
        HttpClient both =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> answer = both.send(
                request("/v1/chat/completions", "authorization", "Bearer " + KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(chat(false)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).contains("Hello from upstream");
    }

    @Test
    void operatorsShowAnAdminKey() throws Exception {
        assertThat(send(request("/admin/reload", "authorization", "Bearer " + ADMIN), "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request("/admin/reload", "authorization", "Bearer " + KEY), "")
                        .statusCode())
                .isIn(401, 403);
    }

    @Test
    void aReloadTakesTheFileOver() throws Exception {
        Files.writeString(
                configFile(),
                yaml(
                        upstreamKey(),
                        "  - model_name: added\n    llm_params: {api_type: openai, model: up, api_base: \""
                                + UPSTREAM.base() + "/v1\", api_key: x}\n"));
        assertThat(send(request("/admin/reload", "authorization", "Bearer " + ADMIN), "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/v1/chat/completions", chat(false).replace("\"m\"", "\"added\""))
                        .body())
                .contains("Hello from upstream");
    }

    @Test
    void nothingOfTheFileCanBeDownloaded() throws Exception {
        for (String path : new String[] {"/io/github/llmrouter/boot/Boot.class", "/WEB-INF/web.xml"}) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void theRouterIsSeenAndCommandedByJmx() throws Exception {
        try (Beans beans = beans()) {
            MBeanServerConnection server = beans.connection();
            ObjectName router = new ObjectName("io.github.llmrouter:type=Router,context=\"/llm-router\"");
            assertThat(server.getAttribute(router, "Ready")).isEqualTo(true);
            assertThat(server.invoke(router, "reload", new Object[0], new String[0]))
                    .isEqualTo("");
            assertThat(server.queryNames(new ObjectName("io.github.llmrouter:type=Target,*"), null))
                    .isNotEmpty();
        }
    }

    /** A stream whose second half comes when the first was seen. */
    static void streamOf(CountDownLatch seen) {
        UPSTREAM.script((request, line) -> {
            line.events();
            line.chunk(delta("first"));
            if (seen.await(20, TimeUnit.SECONDS)) {
                line.chunk(delta("second"));
                line.chunk(
                        "data:"
                            + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
                line.chunk("data: [DONE]\n\n");
                line.end();
            }
        });
    }
}
