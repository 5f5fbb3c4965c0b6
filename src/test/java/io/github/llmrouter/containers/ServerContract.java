package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a server that runs as a program of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract extends Contract {

    ServletServer server;

    abstract ServletServer server(Path base);

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        server = server(base);
        server.start(yaml(upstreamKey()));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Override
    URI uri() {
        return server.uri();
    }

    @Override
    Path configFile() {
        return server.configFile();
    }

    @Override
    String upstreamKey() {
        return "${jndi:" + server.upstreamKeyName() + "}";
    }

    @Override
    Beans beans() throws Exception {
        return server.beans();
    }

    @Test
    void anOpenStreamEndsWithAnErrorEventWhenTheApplicationGoes() throws Exception {
        OpenStream.hang();
        try (OpenStream stream = new OpenStream(this)) {
            server.undeploy();
            assertThat(stream.rest()).contains("\"error\"").doesNotContain("(not ended)");
        } finally {
            server.deploy();
            server.awaitStatus("/health/ready", 200, Duration.ofSeconds(90));
        }
    }

    @Test
    void anEscapedSlashIsPartOfAName() throws Exception {
        HttpResponse<String> answer = post(
                "/v1beta/models/no%2Fsuch:generateContent",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no/such");
    }

    @Test
    void withoutALoginNobodyGetsPastIt() {
        // WildFly without a login calls it an error of its own.
        assertThat(server.status("/sso/me")).isIn(401, 403, 500);
    }

    /** What {@code java -jar llm-router.war deploy} says. */
    static String program(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ServletServer.java(), "-jar", ServletServer.WAR.toString(), "deploy"));
        command.addAll(List.of(options));
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("LLM_ROUTER_DEPLOY_PASSWORD", "secret");
        return new String(program.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
