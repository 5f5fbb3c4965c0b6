package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.wire.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final String[] ALICE = {"X-Forwarded-User", "alice", "X-Forwarded-Groups", "llm-router-admin"};

    private final Logger logger = Logger.getLogger("io.github.llmrouter.audit");
    private final List<String> trail = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            trail.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final RunningRouter router = new RunningRouter("""
        model_list:
          - model_name: m
            llm_params: {api_type: openai, model: up, api_base: "http://127.0.0.1:9/v1", api_key: x}
        access:
          admin_keys: [{name: op, key: sk-admin}]
          trusted_proxy: {addresses: [127.0.0.1]}
        server: {cors: {origins: ["*"]}}
        """);

    @BeforeEach
    void listen() {
        logger.setLevel(java.util.logging.Level.INFO);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        router.close();
    }

    @Test
    void anAdminKeyIsEnough() {
        assertThat(router.post("/admin/reload", "", "authorization", "Bearer sk-admin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobodyIsAskedForAKeyAndSomebodyWithoutTheRoleIsRefused() {
        assertThat(router.post("/admin/reload", "").statusCode()).isEqualTo(401);
        assertThat(router.post("/admin/reload", "", "X-Forwarded-User", "bob").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aViewerChangesNothing() {
        String[] viewer = {"X-Forwarded-User", "v", "X-Forwarded-Groups", "llm-router-viewer", "x-requested-with", "x"};

        assertThat(router.post("/admin/reload", "", viewer).statusCode()).isEqualTo(403);
        assertThat(router.get("/sso/me", viewer).body()).contains("\"v\"", "llm-router-viewer");
    }

    @Test
    void aLoginChangesThingsFromOurOwnPagesOnly() {
        assertThat(reload("sec-fetch-site", "same-origin")).isEqualTo(200);
        assertThat(reload("origin", router.base())).isEqualTo(200);
        assertThat(reload("x-requested-with", "script")).isEqualTo(200);
        assertThat(reload("sec-fetch-site", "cross-site")).isEqualTo(403);
        assertThat(reload("sec-fetch-site", "same-site")).isEqualTo(403);
        assertThat(reload("origin", "https://evil.example")).isEqualTo(403);
        assertThat(reload("origin", "null")).isEqualTo(403);
        assertThat(reload("x-other", "x")).isEqualTo(403);
    }

    @Test
    void noOtherOriginMayReadWhatPeopleSee() {
        HttpResponse<String> answer = router.get("/sso/me", "origin", "https://app.example");

        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void everyActionAndEveryRefusalIsWrittenDownInAChain() throws Exception {
        router.post("/admin/reload", "");
        router.post("/admin/reload", "", "authorization", "Bearer sk-admin");
        router.post("/admin/reload", "", "authorization", "Bearer sk-admin");

        assertThat(trail).hasSize(3);
        JsonNode refused = Json.read(trail.getFirst().getBytes());
        assertThat(refused.path("outcome").asText()).isEqualTo("refused");
        assertThat(refused.path("from").asText()).isEqualTo("127.0.0.1");
        JsonNode done = Json.read(trail.getLast().getBytes());
        assertThat(done.path("who").asText()).isEqualTo("op");
        assertThat(done.path("config_before").asText()).hasSize(64);
        String last = "";
        for (String line : trail) {
            ObjectNode event = (ObjectNode) Json.read(line.getBytes());
            String hash = event.remove("hash").asText();
            assertThat(event.path("previous").asText()).isEqualTo(last);
            assertThat(Audit.hash(event.toString())).isEqualTo(hash);
            last = hash;
        }
        assertThat(trail).noneMatch(line -> line.contains("sk-admin"));
    }

    private int reload(String header, String value) {
        String[] headers = {ALICE[0], ALICE[1], ALICE[2], ALICE[3], header, value};
        return router.post("/admin/reload", "", headers).statusCode();
    }
}
