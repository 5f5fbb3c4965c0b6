package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class WildFlyRedeployments extends Redeployments {

    @Override
    ServletServer server(Path base) {
        return new WildFlyServer("39.0.1.Final", base);
    }

    @Override
    List<String> losses() {
        return List.of(Load.CLOSED, Load.ROUTER, "server 404", "server 503");
    }
}
