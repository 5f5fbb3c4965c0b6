package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Tomcat's own login valve adds. */
abstract class TomcatContract extends ServerContract {

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    void aLoginWithTheRoleIsGoodForTheAdministrationButNotForTheApi() throws Exception {
        assertThat(get("/sso/me", "alice").body()).contains("alice", "llm-router-admin");

        assertThat(reload("sec-fetch-site", "same-origin")).isEqualTo(200);
        assertThat(reload("sec-fetch-site", "cross-site")).isEqualTo(403);
        assertThat(browser.send(
                                request("/v1/chat/completions")
                                        .POST(HttpRequest.BodyPublishers.ofString(chat(false)))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        browser.send(
                request("/sso/logout").POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(reload("sec-fetch-site", "same-origin")).isEqualTo(401);
    }

    @Test
    void aLoginWithoutTheRoleIsRefused() throws Exception {
        assertThat(get("/sso/me", "bob").statusCode()).isEqualTo(403);
    }

    @Override
    List<String> deployment() {
        return List.of("--tomcat=" + server.uri().resolve("/").toString().replaceFirst("/$", ""), "--user=manager");
    }

    @Override
    Path secondConfig() {
        return ((TomcatServer) server).secondConfig();
    }

    private int reload(String header, String value) throws Exception {
        HttpRequest.Builder request = request("/admin/reload", header, value);
        return browser.send(request.POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString())
                .statusCode();
    }

    private HttpResponse<String> get(String path, String user) throws Exception {
        String basic = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        return browser.send(
                request(path, "authorization", "Basic " + basic).GET().build(), BodyHandlers.ofString());
    }
}
