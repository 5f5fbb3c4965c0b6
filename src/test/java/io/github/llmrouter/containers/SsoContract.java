package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.ScriptedUpstream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** People log in through the server, set up with the files that an operator copies, and come as far as their roles allow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class SsoContract {

    static final String ADMIN = "llm-router-admin";
    static final String VIEWER = "llm-router-viewer";

    private static final String WHOLE = """
        {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
        """;

    /** Another of this machine's addresses, where a proxy that logs people in could be. */
    private static final String PROXY = "127.0.0.9";

    static final ScriptedUpstream UPSTREAM = new ScriptedUpstream((request, line) -> line.json(200, WHOLE));

    private final List<HttpClient> browsers = new ArrayList<>();

    ServletServer server;

    abstract ServletServer server(Path base) throws IOException;

    /** Opens the page, and logs in where one is asked to; what the browser shows in the end. */
    abstract HttpResponse<String> login(HttpClient browser, String page, String user, String role) throws Exception;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        server = server(base);
        server.start(yaml());
    }

    String yaml() {
        return """
            model_list:
              - model_name: m
                llm_params: {api_type: openai, model: up, api_base: "%s/v1", api_key: "${jndi:%s}"}
            access:
              keys: [sk-client]
              admin_keys: [{name: op, key: sk-admin}]
              principals: [{role: llm-user}]
              trusted_proxy: {addresses: [%s]}
            server: {grace: 3s}
            """.formatted(UPSTREAM.base(), server.upstreamKeyName(), PROXY);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @AfterEach
    void closeBrowsers() {
        browsers.forEach(HttpClient::close);
        browsers.clear();
    }

    /** Where browsers find the application. */
    URI front() {
        return server.uri();
    }

    HttpClient browser() {
        HttpClient browser = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        browsers.add(browser);
        return browser;
    }

    @Test
    void anAdministratorLogsInIsLedBackAndMayChangeThingsFromOurOwnPagesOnly() throws Exception {
        HttpClient browser = browser();

        HttpResponse<String> shown = login(browser, "/sso/login/admin/state", "alice", ADMIN);

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.uri().getPath()).isEqualTo("/llm-router/admin/state");
        assertThat(shown.body()).contains("\"targets\"");
        assertThat(get(browser, "/sso/me").body()).contains("alice", ADMIN);
        assertThat(post(browser, "/admin/reload", "sec-fetch-site", "same-origin"))
                .isEqualTo(200);
        assertThat(post(browser, "/admin/reload", "sec-fetch-site", "cross-site"))
                .isEqualTo(403);
        assertThat(post(browser, "/admin/reload", "origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(post(browser, "/admin/reload", "x-other", "x")).isEqualTo(403);
    }

    @Test
    void aViewerReadsAndChangesNothing() throws Exception {
        HttpClient browser = browser();

        assertThat(login(browser, "/sso/me", "victor", VIEWER).body()).contains("victor", VIEWER);
        assertThat(get(browser, "/admin/state").statusCode()).isEqualTo(200);
        assertThat(post(browser, "/admin/reload", "sec-fetch-site", "same-origin"))
                .isEqualTo(403);
    }

    @Test
    void whoHasNoRoleIsRefusedAndCanLogOutToBecomeSomebodyElse() throws Exception {
        HttpClient browser = browser();

        assertThat(login(browser, "/sso/me", "bob", "somebody-else").statusCode())
                .isEqualTo(403);
        assertThat(get(browser, "/admin/state").statusCode()).isIn(401, 403);
        assertThat(post(browser, "/admin/reload", "sec-fetch-site", "same-origin"))
                .isIn(401, 403);
        logout(browser);
        assertThat(login(browser, "/sso/me", "alice", ADMIN).body()).contains("alice");
    }

    @Test
    void afterALogoutTheSessionIsGoodForNothing() throws Exception {
        HttpClient browser = browser();
        login(browser, "/sso/me", "alice", ADMIN);

        assertThat(post(browser, "/sso/logout", "sec-fetch-site", "cross-site")).isEqualTo(403);
        assertThat(get(browser, "/admin/state").statusCode()).isEqualTo(200);
        logout(browser);

        assertThat(get(browser, "/admin/state").statusCode()).isEqualTo(401);
        assertThat(post(browser, "/admin/reload", "sec-fetch-site", "same-origin"))
                .isEqualTo(401);
    }

    /** As a page of ours asks for it. */
    void logout(HttpClient browser) throws Exception {
        assertThat(post(browser, "/sso/logout", "sec-fetch-site", "same-origin"))
                .isEqualTo(204);
    }

    @Test
    void aSessionNeverOpensTheApiAndKeysGoOnWorking() throws Exception {
        HttpClient browser = browser();
        login(browser, "/sso/me", "alice", ADMIN);

        assertThat(get(browser, "/v1/models").statusCode()).isEqualTo(401);
        assertThat(post(browser, "/v1/chat/completions", "sec-fetch-site", "same-origin"))
                .isEqualTo(401);
        assertThat(post(browser, "/v1/chat/completions", "authorization", "Bearer sk-client"))
                .isEqualTo(200);
        HttpClient program = browser();
        assertThat(post(program, "/v1/chat/completions", "authorization", "Bearer sk-client"))
                .isEqualTo(200);
        assertThat(post(program, "/v1/chat/completions", "x-api-key", "sk-client"))
                .isEqualTo(200);
        assertThat(post(program, "/v1/chat/completions", "authorization", "Bearer sk-wrong"))
                .isEqualTo(401);
        assertThat(post(program, "/admin/reload", "authorization", "Bearer sk-admin"))
                .isEqualTo(200);
    }

    @Test
    void headersOfTheTrustedProxyAreBelievedFromItsAddressOnly() throws Exception {
        try (HttpClient proxy = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(PROXY))
                .build()) {
            assertThat(state(proxy)).isEqualTo(200);
        }
        HttpClient other = browser();
        assertThat(state(other)).isEqualTo(401);
        assertThat(state(other, "X-Forwarded-For", PROXY)).isEqualTo(401);
        assertThat(state(other, "Forwarded", "for=" + PROXY)).isEqualTo(401);
        assertThat(state(other, "X-Real-IP", PROXY)).isEqualTo(401);
    }

    private int state(HttpClient client, String... more) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + "/admin/state"))
                .headers("X-Forwarded-User", "alice", "X-Forwarded-Groups", ADMIN);
        if (more.length > 0) {
            request.headers(more);
        }
        return client.send(request.GET().build(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void theTrailInTheServersLogIsWholeAndNamesWhoDidIt() throws Exception {
        HttpClient browser = browser();
        login(browser, "/sso/login/admin/state", "alice", ADMIN);
        post(browser, "/admin/reload", "sec-fetch-site", "same-origin");
        server.await(
                () -> said("\"action\":\"login\"") && said("\"action\":\"reload\",\"who\":\"alice\""),
                java.time.Duration.ofSeconds(20),
                "the trail does not tell");

        Process verify = new ProcessBuilder(
                        ServletServer.java(),
                        "-jar",
                        ServletServer.WAR.toString(),
                        "audit",
                        "verify",
                        server.trail().toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(server + ": " + told);
        assertThat(verify.waitFor()).as(told).isZero();
        assertThat(java.nio.file.Files.readString(server.trail(), StandardCharsets.ISO_8859_1))
                .doesNotContain("sk-admin", "sk-client", ServletServer.UPSTREAM_KEY);
    }

    private boolean said(String text) {
        try {
            return java.nio.file.Files.readString(server.trail(), StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<String> get(HttpClient browser, String path, String... headers) throws Exception {
        return browser.send(
                request(path, headers).header("accept", "text/html,*/*").GET().build(), BodyHandlers.ofString());
    }

    int post(HttpClient browser, String path, String... headers) throws Exception {
        String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        HttpRequest request = request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(chat))
                .build();
        return browser.send(request, BodyHandlers.ofString()).statusCode();
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(front() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }
}
