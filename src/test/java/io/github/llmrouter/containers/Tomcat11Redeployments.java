package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Tomcat11Redeployments extends TomcatRedeployments {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer("11.0.24", base);
    }
}
