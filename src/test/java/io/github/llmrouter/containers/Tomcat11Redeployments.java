package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Tomcat11Redeployments extends TomcatRedeployments {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer(TomcatServer.V11, base);
    }
}
