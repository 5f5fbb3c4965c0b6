package io.github.llmrouter.containers;

import java.nio.file.Path;

final class WildFly39Contract extends ServerContract {

    @Override
    ServletServer server(Path base) {
        return new WildFlyServer("39.0.1.Final", base);
    }
}
