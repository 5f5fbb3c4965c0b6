package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Tomcat's authenticator valve: it has none for OpenID Connect. */
class TomcatSsoContract extends SsoContract {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer(TomcatServer.V10, base);
    }

    @Override
    HttpResponse<String> login(HttpClient browser, String page, String user, String role) throws Exception {
        String basic = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        return get(browser, page, "authorization", "Basic " + basic);
    }

    @Test
    void theManagersJmxProxyReadsAndReloads() throws Exception {
        String beans = manager("qry=io.github.llmrouter:*");
        assertThat(beans).contains("type=Router", "type=Target", "Ready: true", "HealthPercent: 100");
        String router = "io.github.llmrouter:type=Router,context=%22/llm-router%22";
        assertThat(manager("get=" + router + "&att=ConfigurationHash")).containsPattern("[0-9a-f]{64}");
        assertThat(manager("invoke=" + router + "&op=reload")).startsWith("OK");
    }

    private String manager(String query) throws Exception {
        String basic = Base64.getEncoder().encodeToString("manager:secret".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/manager/jmxproxy/?" + query))
                .header("authorization", "Basic " + basic)
                .build();
        return browser().send(request, BodyHandlers.ofString()).body();
    }
}
