package io.github.llmrouter.containers;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;

/** Tomcat's authenticator valve: it has none for OpenID Connect. */
final class TomcatSsoContract extends SsoContract {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer("10.1.59", base);
    }

    @Override
    HttpResponse<String> login(HttpClient browser, String page, String user, String role) throws Exception {
        String basic = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = get(browser, page, "authorization", "Basic " + basic);
        return answer;
    }

    @Override
    Path trail() throws IOException {
        return trail(server);
    }

    static Path trail(ServletServer server) throws IOException {
        try (Stream<Path> logs = Files.list(server.base.resolve("logs"))) {
            return logs.filter(log -> log.getFileName().toString().startsWith("llm-router-audit."))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no audit log"));
        }
    }
}
