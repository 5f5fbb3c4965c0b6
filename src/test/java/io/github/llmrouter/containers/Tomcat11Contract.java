package io.github.llmrouter.containers;

import java.nio.file.Path;

final class Tomcat11Contract extends TomcatContract {

    @Override
    ServletServer server(Path base) {
        return new TomcatServer("11.0.24", base);
    }
}
