package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Jetty12Contract extends ServerContract {

    @Override
    ServletServer server(Path base) {
        return new JettyServer("12.1.12", base);
    }
}
