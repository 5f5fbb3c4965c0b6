package io.github.llmrouter.containers;

import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Tomcat 10.1, to which Arquillian deploys through the manager. */
final class TomcatArquillianContract extends ArquillianContract {

    private final TomcatServer server = new TomcatServer(TomcatServer.V10, directory("tomcat"));

    TomcatArquillianContract() throws Exception {
        server.prepare(yaml(upstreamKey()));
        server.applyToAllApplications();
        System.setProperty("contract.home", server.home().toString());
        System.setProperty("contract.base", server.base.toString());
        System.setProperty("contract.port", Integer.toString(server.port));
        System.setProperty("contract.jmx", Integer.toString(ServletServer.freePort()));
        System.setProperty("contract.key", ServletServer.UPSTREAM_KEY);
    }

    @Deployment(testable = false)
    static WebArchive application() {
        return war();
    }

    @Override
    Path configFile() {
        return server.configFile();
    }

    @Override
    String upstreamKey() {
        return "${jndi:" + server.upstreamKeyName() + "}";
    }

    @Override
    Beans beans() throws Exception {
        return beansOf(server.base);
    }
}
