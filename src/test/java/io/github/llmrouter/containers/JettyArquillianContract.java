package io.github.llmrouter.containers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Jetty 12.0 in this process, told by the operator's context file, which is put into the application as Jetty offers it. */
final class JettyArquillianContract extends ArquillianContract {

    private static final String UPSTREAM_KEY_PROPERTY = "llm-router.upstream-key";

    JettyArquillianContract() throws IOException {
        System.setProperty(UPSTREAM_KEY_PROPERTY, ServletServer.UPSTREAM_KEY);
        Files.writeString(configFile(), yaml(upstreamKey()));
    }

    @Deployment(testable = false)
    static WebArchive application() throws IOException {
        return war().addAsWebInfResource(new StringAsset(contextXml()), "jetty-env.xml");
    }

    /**
     * Without what the deployer of a Jetty base reads, for here Arquillian deploys; and with the classes of the packaged file, not those
     * that this process has, which the adapter prefers.
     */
    private static String contextXml() throws IOException {
        return Files.readString(ServletServer.FILES.resolve("jetty/llm-router.xml"))
                .replaceAll("(?m)^.*name=\"contextPath\".*$", "<Set name=\"parentLoaderPriority\">false</Set>")
                .replaceAll("(?m)^.*name=\"war\".*$", "")
                .replace("<Property name=\"jetty.base\"/>/etc", base().toString());
    }

    private static Path base() {
        return Path.of("target", "arquillian", "jetty").toAbsolutePath();
    }

    @Override
    Path configFile() {
        try {
            return Files.createDirectories(base()).resolve("llm-router.yaml");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    String upstreamKey() {
        return "${jndi:llm-router/upstream-key}";
    }

    @Override
    Beans beans() {
        return new Beans() {
            @Override
            public MBeanServerConnection connection() {
                return ManagementFactory.getPlatformMBeanServer();
            }

            @Override
            public void close() {}
        };
    }
}
