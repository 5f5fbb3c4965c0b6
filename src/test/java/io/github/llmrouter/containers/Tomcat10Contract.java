package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Tomcat10Contract extends TomcatContract {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer(TomcatServer.V10, base);
    }
}
