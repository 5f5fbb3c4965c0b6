package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class Jetty12Contract extends ServerContract {

    @Override
    ServletServer server(Path base) {
        return new JettyServer(base);
    }

    @Override
    List<String> deployment() {
        return List.of("--jetty=" + server.base);
    }

    @Override
    Path secondConfig() {
        return ((JettyServer) server).secondConfig();
    }
}
