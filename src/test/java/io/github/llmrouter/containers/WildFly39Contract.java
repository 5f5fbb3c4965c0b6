package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class WildFly39Contract extends ServerContract {

    @Override
    ServletServer server(Path base) {
        return new WildFlyServer("39.0.1.Final", base);
    }

    @Test
    void theProgramDeploysItselfAndTakesABrokenDeploymentBack() throws Exception {
        assertThat(deploy("90")).contains("Ready.");
        assertThat(second()).isEqualTo(200);
        assertThat(deploy("90")).contains("Ready.");
        assertThat(second()).isEqualTo(200);

        Files.writeString(configFile(), "model_list: nonsense");
        try {
            assertThat(deploy("8")).contains("the configuration is broken", "Rolled back.");
        } finally {
            Files.writeString(configFile(), yaml(upstreamKey()));
        }
    }

    private URI ready() {
        return server.uri().resolve("/second/health/ready");
    }

    private int second() throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(ready()).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private String deploy(String patience) throws Exception {
        int management = ((WildFlyServer) server).management();
        return program(
                "--wildfly=http://127.0.0.1:" + management,
                "--name=second",
                "--ready=" + ready(),
                "--wait=" + patience);
    }
}
