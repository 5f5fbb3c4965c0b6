package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Tomcat10Redeployments extends TomcatRedeployments {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer(TomcatServer.V10, base);
    }
}
