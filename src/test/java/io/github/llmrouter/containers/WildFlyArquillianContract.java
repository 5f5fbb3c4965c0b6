package io.github.llmrouter.containers;

import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** WildFly 39, to which Arquillian deploys through its management. */
final class WildFlyArquillianContract extends ArquillianContract {

    private final WildFlyServer server = new WildFlyServer(directory("wildfly"));

    WildFlyArquillianContract() throws Exception {
        server.prepare(yaml(upstreamKey()));
        System.setProperty("contract.home", WildFlyServer.HOME.toString());
        System.setProperty("contract.management", Integer.toString(server.management()));
        System.setProperty("contract.flags", String.join(" ", server.properties()));
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
