package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.llmrouter.DebianProgram;
import io.github.llmrouter.RunningRouter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The operators' page, as a browser has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {

    private final RunningRouter router = new RunningRouter("""
        model_list:
          - model_name: "<b>bold</b>"
            llm_params: {api_type: openai, model: up, api_base: "http://127.0.0.1:9/v1", api_key: sk-secret}
        access:
          keys: [sk-client]
          admin_keys: [{name: op, key: sk-admin}]
          trusted_proxy: {addresses: [127.0.0.1]}
        """, "/some/where");

    @AfterAll
    void stop() {
        router.close();
    }

    @Test
    void thePageIsOpenAndHoldsNothing() {
        for (String path : new String[] {"/admin", "/admin/"}) {
            HttpResponse<String> page = router.get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .contains("default-src 'self'");
            assertThat(page.body())
                    .contains("LLM Router Admin", "src=\"/some/where/admin/console/page.js\"")
                    .doesNotContain("bold", "{root}");
        }
        assertThat(router.get("/admin/console/page.js").body()).contains("${root}");
        assertThat(router.get("/admin/console/page.css").statusCode()).isEqualTo(200);
        assertThat(router.get("/admin/console/other").statusCode()).isEqualTo(404);
        assertThat(router.get("/admin/state").statusCode()).isEqualTo(401);
    }

    @Test
    void aBrowserIsAskedForAKey(@TempDir Path folder) throws Exception {
        String dom = dom(folder, "http://127.0.0.1:" + router.port() + "/some/where/admin");
        assertThat(dom).contains("<form id=\"login\">", "<main hidden").doesNotContain("bold");
    }

    @Test
    void aBrowserThatIsLoggedInSeesTheTargets(@TempDir Path folder) throws Exception {
        HttpServer proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        proxy.createContext("/", this::asAlice);
        proxy.start();
        try {
            String dom = dom(folder, "http://127.0.0.1:" + proxy.getAddress().getPort() + "/some/where/admin/");
            assertThat(dom)
                    .contains("alice (llm-router-admin)", "&lt;b&gt;bold&lt;/b&gt;", "100 %", "Disable", "<main>")
                    .doesNotContain("sk-secret", "<b>bold");
        } finally {
            proxy.stop(0);
        }
    }

    /** A proxy that has logged somebody in. */
    private void asAlice(HttpExchange exchange) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + router.port() + exchange.getRequestURI()))
                .header("x-forwarded-user", "alice")
                .header("x-forwarded-groups", "llm-router-admin")
                .build();
        try {
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer.headers()
                    .firstValue("content-type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("content-type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static String dom(Path folder, String address) throws Exception {
        Path program = DebianProgram.chromium().orElse(null);
        assumeTrue(program != null, DebianProgram.missing("Chromium"));
        Path dom = folder.resolve("dom.html");
        Process chromium = DebianProgram.withLibraries(new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        address))
                .redirectOutput(dom.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try {
            assertThat(chromium.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            chromium.destroyForcibly().waitFor();
        }
        return Files.readString(dom, StandardCharsets.UTF_8);
    }
}
