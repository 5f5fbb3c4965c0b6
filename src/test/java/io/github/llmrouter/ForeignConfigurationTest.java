package io.github.llmrouter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that runs on another system's file, as it is. */
class ForeignConfigurationTest {

    @TempDir
    Path folder;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
        if (request.method().equals("GET") && request.path().equals("/v1/models")) {
            line.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"}]}");
        } else {
            Side.of(request).play(request, line);
        }
    });

    @AfterEach
    void stop() {
        upstream.close();
    }

    private RunningRouter start(String name, String text) throws IOException {
        return new RunningRouter(Files.writeString(folder.resolve(name), text), "/");
    }

    private static HttpResponse<String> ask(RunningRouter router, String model, String key) {
        return router.post(
                "/v1/chat/completions",
                Side.OPENAI.body(false).replace("\"m\"", "\"" + model + "\""),
                "authorization",
                "Bearer " + key);
    }

    private ScriptedUpstream.Request last() {
        return upstream.requests().stream().reduce((first, second) -> second).orElseThrow();
    }

    @Test
    void groupsAreServedAndReloaded() throws IOException {
        String text = """
            port: 8080
            api_key: client
            groups: [{name: g, models: [{weight: 1, provider: p, name: one}]}]
            providers: [{name: p, base_url: "%s/v1", api_keys: [k1]}]
            """.formatted(upstream.base());
        try (Logs logs = new Logs();
                RunningRouter router = start("config.yaml", text)) {
            assertThat(ask(router, "g", "wrong").statusCode()).isEqualTo(401);
            HttpResponse<String> answer = ask(router, "g", "client");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(last().headers()).containsEntry("authorization", "Bearer k1");
            router.save(text.replace("name: one", "name: two") + "error_penalty: 5\n");
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!ask(router, "g", "client")
                    .headers()
                    .firstValue("x-llm-router-model")
                    .orElse("")
                    .equals("two")) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(10_000_000);
            }
            router.awaitSettled();
            assertThat(logs.text()).contains("config.yaml:5:1: 'error_penalty' is not heeded");
        }
    }

    @Test
    void aliasesAreServed() throws IOException {
        try (RunningRouter router = start(".llm-router.json", """
            {"version": 2, "masterKey": "gw_client", "defaultModel": "a",
             "providers": [{"id": "p", "baseUrl": "%s", "apiKey": "k1", "format": "openai", "models": ["up"]}],
             "modelAliases": {"a": {"strategy": "auto", "targets": ["p/up"]}}}
            """.formatted(upstream.base()))) {
            for (String name : new String[] {"a", "p/up", "smart", "alias:a"}) {
                HttpResponse<String> answer = ask(router, name, "gw_client");
                assertThat(answer.statusCode()).as(name + answer.body()).isEqualTo(200);
            }
            assertThat(last().path()).isEqualTo("/v1/chat/completions");
            assertThat(ask(router, "a", "gw_other").statusCode()).isEqualTo(401);
            router.awaitSettled();
        }
    }

    @Test
    void whatAnUpstreamListsIsServedByItsOwnName() throws IOException {
        try (RunningRouter router = start(".env", """
            UPSTREAM_BASE_URL=%s
            UPSTREAM_API_KEY=k1
            ROUTER_API_KEY=local
            """.formatted(upstream.base()))) {
            HttpResponse<String> answer = ask(router, "m", "local");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(router.get("/v1/models", "authorization", "Bearer local").body())
                    .contains("\"auto\"", "\"auto-coding\"", "\"auto-longtext\"", "\"m\"");
            router.awaitSettled();
        }
    }

    @Test
    void deploymentsAreServedAndFallBack() throws IOException {
        try (RunningRouter router = start("litellm.yaml", """
            model_list:
              - {model_name: m, litellm_params: {model: openai/one, api_base: "http://127.0.0.1:1/v1", api_key: k1}}
              - {model_name: spare, litellm_params: {model: openai/two, api_base: "%s/v1", api_key: k2}}
            router_settings: {fallbacks: [{m: [spare]}], model_group_alias: {other: m}}
            general_settings: {master_key: sk-client}
            """.formatted(upstream.base()))) {
            for (String name : new String[] {"m", "other"}) {
                HttpResponse<String> answer = ask(router, name, "sk-client");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-llm-router-model")).contains("two");
            }
            router.awaitSettled();
        }
    }
}
