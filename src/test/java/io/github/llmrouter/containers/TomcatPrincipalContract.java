package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code access.principals} on Tomcat, which must be told to look at who comes where it guards nothing. A context parameter says
 * where the configuration is.
 */
@Timeout(180)
final class TomcatPrincipalContract {

    private static final String WHOLE = """
        {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
        """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whomTomcatAuthenticatesOnTheRequestItselfUsesTheApiAsHimself(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.json(200, WHOLE));
                ServletServer server = server(base)) {
            server.start("""
                model_list:
                  - {model_name: m, llm_params: {api_type: openai, model: up, api_base: "%s/v1", api_key: x}}
                access:
                  keys: [sk-client]
                  principals: [{role: llm-user, models: [m]}]
                """.formatted(upstream.base()));

            assertThat(chat(server, "authorization", basic("robot"))).isEqualTo(200);
            assertThat(chat(server, "authorization", basic("bob"))).isEqualTo(401);
            assertThat(chat(server, "x-other", "x")).isEqualTo(401);
            assertThat(chat(server, "x-api-key", "sk-client")).isEqualTo(200);
            assertThat(chat(server, "authorization", "Bearer sk-client")).isEqualTo(200);
            assertThat(chat(server, "authorization", "Bearer sk-wrong")).isEqualTo(401);
        }
    }

    private static ServletServer server(Path base) {
        return new TomcatServer(TomcatServer.V10, base) {

            @Override
            List<String> command() throws Exception {
                List<String> command = super.command();
                Path users = base.resolve("conf/tomcat-users.xml");
                Files.writeString(
                        users,
                        text(users)
                                .replace(
                                        "</tomcat-users>",
                                        "<user username=\"robot\" password=\"robot\""
                                                + " roles=\"llm-user\"/></tomcat-users>"));
                return command;
            }

            @Override
            void deploy() throws IOException {
                super.deploy();
                Path context = base.resolve("conf/Catalina/localhost/llm-router.xml");
                Files.writeString(
                        context,
                        text(context)
                                .replaceFirst(
                                        "(?s)<Environment name=\"llm-router/config\".*?/>",
                                        "<Parameter name=\"llm-router.config\" override=\"false\""
                                                + " value=\"\\${catalina.base}/conf/llm-router.yaml\"/>")
                                .replace("<Context ", "<Context preemptiveAuthentication=\"true\" ")
                                .replace(" alwaysUseSession=\"true\"", ""));
            }
        };
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    private int chat(ServletServer server, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/chat/completions"))
                .header(header, value)
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
