package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class BeansTest {

    private static final String YAML = """
        providers:
          - name: acme
            api_type: openai
            api_base: "http://127.0.0.1:9/v1"
            api_keys: [{name: first, key: x, limits: [{id: daily, requests: 5, window: day}]}]
            models: [{name: acme/%s, model: up-%s}]
        """;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Test
    void aReloadAddsWhatIsNewAndDropsWhatIsGone() throws Exception {
        try (RunningRouter router = new RunningRouter(YAML.formatted("one", "one"), "/beans")) {
            ObjectName name = name("Router", "");
            assertThat(server.getAttribute(name, "Ready")).isEqualTo(true);
            assertThat(server.isRegistered(name("Target", ",name=\"acme/first/up-one\"")))
                    .isTrue();
            assertThat(server.queryNames(name("Bucket", ",*"), null)).hasSize(1);

            router.save(YAML.formatted("two", "two"));
            assertThat(server.invoke(name, "reload", new Object[0], new String[0]))
                    .isEqualTo("");

            assertThat(server.isRegistered(name("Target", ",name=\"acme/first/up-one\"")))
                    .isFalse();
            assertThat(server.isRegistered(name("Target", ",name=\"acme/first/up-two\"")))
                    .isTrue();
        }
        assertThat(server.queryNames(name("*", ",*"), null)).isEmpty();
    }

    @Test
    void aDrainedRouterRefusesUntilItIsResumed() throws Exception {
        try (RunningRouter router = new RunningRouter(YAML.formatted("one", "one"), "/beans")) {
            ObjectName name = name("Router", "");
            server.invoke(name, "drain", new Object[] {0}, new String[] {"int"});
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(503);
            server.invoke(name, "resume", new Object[0], new String[0]);
            assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    /** As Jetty does it when it redeploys. */
    @Test
    void anOlderDeploymentThatGoesLeavesTheNewersBeansAlone() throws Exception {
        RunningRouter older = new RunningRouter(YAML.formatted("one", "one"), "/beans");
        try (RunningRouter newer = new RunningRouter(YAML.formatted("one", "one"), "/beans")) {
            older.close();

            assertThat(server.getAttribute(name("Router", ""), "ConfigurationHash"))
                    .isEqualTo(newer.router().configurationHash());
        }
    }

    private static ObjectName name(String type, String more) throws Exception {
        return new ObjectName("io.github.llmrouter:type=" + type + ",context=\"/beans\"" + more);
    }
}
