package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RawClient;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code POST /admin/drain} and {@code POST /admin/resume}, while a stream is open. */
@Timeout(60)
class DrainTest {

    private static final String[] ADMIN = {"authorization", "Bearer sk-admin-0123456789"};
    private static final String BEGUN = Side.OPENAI.events().getFirst();
    private static final String REST = Side.OPENAI.stream().substring(BEGUN.length());

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        line.events();
        line.chunk(BEGUN);
        line.await(goOn);
        line.chunk(REST);
        line.end();
    });
    private final RunningRouter router =
            new RunningRouter("access: {admin_keys: [sk-admin-0123456789]}\n" + Side.models(upstream.base()));
    private final ExecutorService operator = Executors.newVirtualThreadPerTaskExecutor();
    private RawClient client;
    private InputStream answer;

    @BeforeEach
    void openAStream() throws Exception {
        client = new RawClient(router.port());
        RawClient.Head head =
                client.post(Side.OPENAI.path(true), Side.OPENAI.body(true)).head();
        answer = client.body(head);
        RawClient.until(answer, "\"hel");
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        client.close();
        operator.close();
        router.close();
        upstream.close();
    }

    private Future<HttpResponse<String>> drain(String body) {
        return operator.submit(() -> router.post("/admin/drain", body, ADMIN));
    }

    private void awaitRefusals() {
        await().until(() -> router.get("/health/ready").statusCode() == 503);
        assertThat(router.post("/v1/chat/completions", Side.OPENAI.body(false)).statusCode())
                .isEqualTo(503);
    }

    private static JsonNode told(Future<HttpResponse<String>> drained) throws Exception {
        HttpResponse<String> answer = drained.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private String rest() throws Exception {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void itAnswersWhenTheLastCallHasEndedByItself() throws Exception {
        Future<HttpResponse<String>> drained = drain("{\"seconds\": 60}");
        awaitRefusals();
        assertThat(drained).isNotDone();
        goOn.countDown();

        assertThat(rest()).endsWith(Side.OPENAI.events().getLast());
        assertThat(told(drained).toString()).isEqualTo("{\"draining\":true,\"in_flight\":0,\"ended\":0}");
        assertThat(Json.read(router.get("/admin/state", ADMIN).body())
                        .path("draining")
                        .asBoolean())
                .isTrue();

        assertThat(router.post("/admin/resume", "", ADMIN).body()).isEqualTo("{\"draining\":false,\"in_flight\":0}");
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void whoTakesLongerEndsWithAnError() throws Exception {
        JsonNode told = told(drain("{\"seconds\": 0}"));

        assertThat(told.path("ended").asInt()).isEqualTo(1);
        assertThat(rest()).contains("shutting down").doesNotContain("[DONE]");
    }

    @Test
    void toResumeInTheMiddleEndsNoCall() throws Exception {
        Future<HttpResponse<String>> drained = drain("{\"seconds\": 60}");
        awaitRefusals();
        router.post("/admin/resume", "", ADMIN);

        assertThat(told(drained).path("ended").asInt()).isZero();
        goOn.countDown();
        assertThat(rest()).endsWith(Side.OPENAI.events().getLast());
    }

    @Test
    void whatIsNoTimeChangesNothing() throws Exception {
        for (String body :
                new String[] {"{\"seconds\": -1}", "{\"seconds\": 3601}", "{\"seconds\": \"10\"}", "30", "{"}) {
            HttpResponse<String> answer = router.post("/admin/drain", body, ADMIN);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).contains("'seconds'");
        }
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        goOn.countDown();
        assertThat(rest()).endsWith(Side.OPENAI.events().getLast());
    }
}
