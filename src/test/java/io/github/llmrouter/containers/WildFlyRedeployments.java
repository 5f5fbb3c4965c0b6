package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

final class WildFlyRedeployments extends Redeployments {

    @Override
    ServletServer server(Path base) {
        return new WildFlyServer(base);
    }

    /** Undertow knows no application in between; the router refuses what comes while it lets calls end. */
    @Override
    List<String> losses() {
        return List.of(Load.ROUTER, "server 404");
    }

    /** Each idle thread of the pool remembers what it did last, until it does something else. */
    @Override
    int held() {
        return TIMES;
    }
}
