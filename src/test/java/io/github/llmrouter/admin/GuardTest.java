package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final String[] ALICE = {"X-Forwarded-User", "alice", "X-Forwarded-Groups", "llm-router-admin"};

    private final AuditLines trail = new AuditLines();
    private final RunningRouter router = new RunningRouter("""
        model_list:
          - model_name: m
            llm_params: {api_type: openai, model: up, api_base: "http://127.0.0.1:9/v1", api_key: x}
        access:
          admin_keys: [{name: op, key: sk-admin}]
          trusted_proxy: {addresses: [127.0.0.1]}
        server: {cors: {origins: ["*"]}}
        """);

    @AfterEach
    void stop() {
        router.close();
        trail.close();
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
    void everyActionAndEveryRefusalIsWrittenDownInAChain() {
        router.post("/admin/reload", "");
        router.post("/admin/reload", "", "authorization", "Bearer sk-admin");
        router.post("/admin/reload", "", "authorization", "Bearer sk-admin");

        List<JsonNode> events = trail.events();
        assertThat(events)
                .extracting(
                        event -> event.path("action").asText(),
                        event -> event.path("outcome").asText())
                .containsExactly(
                        tuple("start", "done"),
                        tuple("reload", "refused"),
                        tuple("reload", "done"),
                        tuple("reload", "done"));
        assertThat(events.get(1).path("from").asText()).isEqualTo("127.0.0.1");
        JsonNode done = events.getLast();
        assertThat(done.path("who").asText()).isEqualTo("op");
        assertThat(done.path("role").asText()).isEqualTo("llm-router-admin");
        assertThat(done.path("by").asText()).isEqualTo("key");
        assertThat(done.path("config_before").asText()).hasSize(64);
        AuditTrail whole = new AuditTrail();
        trail.texts().forEach(line -> whole.line("here", line));
        assertThat(whole.problems(false, null)).isEmpty();
        assertThat(trail.texts()).noneMatch(line -> line.contains("sk-admin"));
    }

    @Test
    void anEventHasTheHashesOfBeforeAndAfter() {
        String before = router.router().configurationHash();
        router.save("access: {admin_keys: [{name: op, key: sk-admin}]}");
        router.post("/admin/reload", "", "authorization", "Bearer sk-admin");
        String after = router.router().configurationHash();

        // The watcher may be faster; either way one event tells of the change.
        assertThat(after).isNotEqualTo(before);
        assertThat(trail.events())
                .filteredOn(event -> !event.path("config_before").equals(event.path("config_after")))
                .filteredOn(event -> event.path("action").asText().equals("reload"))
                .singleElement()
                .matches(event -> event.path("config_before").asText().equals(before))
                .matches(event -> event.path("config_after").asText().equals(after));
    }

    @Test
    void aNameOfManyLinesIsOneLine() {
        router.post("/admin/reload", "", "X-Forwarded-User", "eve\tx\u00e9", "x-requested-with", "x");
        router.post("/admin/targets/a%20%c3%a9%7b%22seq%22:1", "{}", "authorization", "Bearer sk-admin");

        assertThat(trail.texts()).hasSize(3).allMatch(line -> line.matches("[\\x20-\\x7e]+"));
        assertThat(trail.events().getLast().path("target").asText()).isEqualTo("a \u00e9{\"seq\":1");
    }

    @Test
    void aSessionsIdInAPathIsNotWrittenDown() {
        router.get("/admin/state;jsessionid=SECRET1");
        router.get("/admin;jsessionid=SECRET2/state");

        assertThat(trail.texts()).noneMatch(line -> line.contains("SECRET"));
    }

    @Test
    void whatPeopleSeeIsProtected() {
        for (String path : List.of("/sso/me", "/admin/state", "/%61dmin/state", "/metrics", "/config/runtime")) {
            HttpResponse<String> answer = router.get(path, "origin", "https://app.example");

            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .as(path)
                    .isEmpty();
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
            assertThat(answer.headers().firstValue("content-security-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
        }
        assertThat(router.get("/v1/models").headers().firstValue("x-frame-options"))
                .isEmpty();
    }

    @Test
    void aLoginLeadsBackToWhereOneCameFromAndNowhereElse() {
        for (String inside : List.of("/admin", "/admin/usage?by=model&from=2026-03-01", "/admin/targets/a/b-1")) {
            assertThat(location(inside)).isEqualTo(inside);
        }
        for (String outside : List.of(
                "",
                "/",
                "?to=https://evil.example/",
                "/https://evil.example/",
                "//evil.example/admin",
                "/%5cevil.example",
                "/%5c%5cevil.example/admin",
                "/admin/%2e%2e/v1/models",
                "/admin//evil.example",
                "/admin/%252e%252e/x",
                "/administrator",
                "/v1/models",
                "/admin/a%20b",
                "/admin@evil.example",
                "/javascript:alert(1)")) {
            // Some are refused by the server itself.
            assertThat(location(outside)).as(outside).isIn("/admin/", "400");
        }
    }

    private String location(String to) {
        HttpResponse<String> answer = router.get("/sso/login" + to, ALICE);
        if (answer.statusCode() == 400) {
            return "400";
        }
        assertThat(answer.statusCode()).as(to).isEqualTo(303);
        return answer.headers().firstValue("location").orElseThrow().replace(router.base(), "");
    }

    private int reload(String header, String value) {
        String[] headers = {ALICE[0], ALICE[1], ALICE[2], ALICE[3], header, value};
        return router.post("/admin/reload", "", headers).statusCode();
    }
}
