package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class JettyRedeployments extends Redeployments {

    @Override
    ServletServer server(Path base) {
        return new JettyServer("12.1.12", base);
    }

    @Override
    List<String> losses() {
        return List.of(Load.CLOSED, Load.ROUTER, "server 404", "server 503");
    }
}
