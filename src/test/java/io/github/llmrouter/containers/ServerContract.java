package io.github.llmrouter.containers;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
