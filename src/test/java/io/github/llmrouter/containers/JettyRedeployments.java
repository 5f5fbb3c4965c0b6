package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class JettyRedeployments extends Redeployments {

    @Override
    ServletServer server(Path base) {
        return new JettyServer(base);
    }

    /** Jetty 12.1 starts the new application before it stops the old one: what it hands to the old one at that moment is lost. */
    @Override
    List<String> losses() {
        return List.of(Load.CLOSED, Load.ROUTER, "server 404", "server 500", "server 503");
    }

    @Override
    int lost() {
        return 4;
    }

    /** Connections remember who served them last, also when they are closed, for some minutes. */
    @Override
    int held() {
        return 1;
    }
}
