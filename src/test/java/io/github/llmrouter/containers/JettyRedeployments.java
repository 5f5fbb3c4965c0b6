package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class JettyRedeployments extends Redeployments {

    @Override
    ServletServer server(Path base) {
        return new JettyServer("12.1.12", base);
    }

    /** Jetty 12.1 starts the new application before it stops the old one. */
    @Override
    List<String> losses() {
        return List.of();
    }

    /** An open connection remembers the application that served it last. */
    @Override
    int held() {
        return 2;
    }
}
