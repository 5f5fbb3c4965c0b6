package io.github.llmrouter.containers;

import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An OpenID Connect provider as a program of its own: mock-oauth2-server with its login page.
 *
 * <p>Threading: one process, ended with {@link #close()}.
 */
final class OpenIdProvider implements AutoCloseable {

    private static final Path JARS = Path.of(System.getProperty("containers.openid", "target/openid-provider"))
            .toAbsolutePath();

    private final int port = ServletServer.freePort();
    private final Process process;

    OpenIdProvider(Path directory) throws IOException {
        Path config = directory.resolve("openid.json");
        Files.writeString(config, """
            {"interactiveLogin": true, "loginPagePath": "%s", "httpServer": "NettyWrapper", "tokenCallbacks": [
              {"issuerId": "company", "tokenExpiry": 600, "requestMappings": [
                {"requestParam": "client_id", "match": "robot",
                 "claims": {"sub": "robot", "aud": "llm-router", "preferred_username": "robot",
                            "realm_access": {"roles": ["llm-user", "llm-router-admin"]}}}]}]}
            """.formatted(
                        Path.of("src/test/resources/openid-login.html").toAbsolutePath()));
        ProcessBuilder program = new ProcessBuilder(
                ServletServer.java(),
                "-Xmx128m",
                "-cp",
                JARS + "/*",
                "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt");
        program.environment().put("JSON_CONFIG_PATH", config.toString());
        program.environment().put("SERVER_PORT", Integer.toString(port));
        program.environment().put("SERVER_HOSTNAME", "127.0.0.1");
        process = program.redirectErrorStream(true)
                .redirectOutput(directory.resolve("openid.log").toFile())
                .start();
        awaitAnswer(directory.resolve("openid.log"));
    }

    private void awaitAnswer(Path log) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                URI uri = URI.create(issuer() + "/.well-known/openid-configuration");
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new AssertionError("the provider does not start\n" + Files.readString(log), e);
                }
                LockSupport.parkNanos(100_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + port + "/company";
    }

    /** Whether this is where somebody is asked who he is. */
    boolean asks(HttpResponse<String> page) {
        return page.uri().getPort() == port && page.body().contains("name=\"username\"");
    }

    /** Fills in the login page, and follows all redirections that come then. */
    HttpResponse<String> login(HttpClient browser, HttpResponse<String> page, String user, String role)
            throws Exception {
        String claims = """
            {"preferred_username": "%1$s", "roles": ["%2$s"], "realm_access": {"roles": ["%2$s"]}}
            """.formatted(user, role);
        String form = "username=" + user + "&claims=" + URLEncoder.encode(claims, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(page.uri())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return browser.send(request, BodyHandlers.ofString());
    }

    /** An access token of a program, which gets it with its own secret. */
    String token(HttpClient client, String program) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/token"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=llm-router&client_secret=secret&client_id=" + program))
                .build();
        String answer = client.send(request, BodyHandlers.ofString()).body();
        return Json.read(answer).path("access_token").asText();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
