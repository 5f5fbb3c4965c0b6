package io.github.llmrouter.containers;

import java.nio.file.Path;
import java.util.List;

/** Tomcat, to which the program deploys through the manager. */
abstract class TomcatContract extends ServerContract {

    @Override
    List<String> deployment() {
        return List.of("--tomcat=" + server.uri().resolve("/").toString().replaceFirst("/$", ""), "--user=manager");
    }

    @Override
    Path secondConfig() {
        return ((TomcatServer) server).secondConfig();
    }

    /** Not a test: Tomcat keeps each application's loggers to itself, with the levels that its file had at the start. */
    @Override
    void levelsOfTheLogAreChangedWhileItRuns() {}
}
