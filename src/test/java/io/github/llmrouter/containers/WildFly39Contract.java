package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class WildFly39Contract extends ServerContract {

    @Override
    ServletServer server(Path base) {
        return new WildFlyServer(base);
    }

    @Override
    List<String> deployment() {
        return List.of("--wildfly=http://127.0.0.1:" + ((WildFlyServer) server).management());
    }

    /** The name that WildFly binds is for all applications. */
    @Override
    Path secondConfig() {
        return configFile();
    }

    @Override
    String upstreamKeyOfTheSecond() {
        return upstreamKey();
    }
}
