package io.github.llmrouter.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a JMX console reads and does, over a JMX connection. */
class JmxTest {

    private static final String WHOLE = """
        {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
        """;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.json(200, WHOLE));
    private final AuditLines trail = new AuditLines();
    private final RunningRouter router = new RunningRouter(yaml("one"), "/jmx");
    private JMXConnectorServer server;
    private JMXConnector connector;
    private MBeanServerConnection beans;

    private String yaml(String model) {
        return """
            providers:
              - name: acme
                api_type: openai
                api_base: "%1$s/v1"
                api_keys:
                  - {name: first, key: k1, limits: [{id: daily, requests: 50, window: day}]}
                  - {name: second, key: k2, limits: [{id: monthly, tokens: 900, window: month}]}
                models: [{name: acme/%2$s, model: up-%2$s}]
            access:
              keys: [{name: blue, key: sk-blue, limits: [{id: hourly, requests: 10, window: hour}]}]
              admin_keys: [sk-admin]
            """.formatted(upstream.base(), model);
    }

    @BeforeEach
    void connect() throws IOException {
        JMXAuthenticator operator =
                credentials -> new Subject(true, Set.of(new JMXPrincipal("carol")), Set.of(), Set.of());
        server = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"),
                Map.of(JMXConnectorServer.AUTHENTICATOR, operator),
                ManagementFactory.getPlatformMBeanServer());
        server.start();
        connector = JMXConnectorFactory.connect(server.getAddress());
        beans = connector.getMBeanServerConnection();
    }

    @AfterEach
    void stop() throws IOException {
        connector.close();
        server.stop();
        router.close();
        trail.close();
        upstream.close();
    }

    @Test
    void thereIsABeanForTheRouterEveryTargetAndEveryKeysBucket() throws Exception {
        assertThat(names())
                .containsExactly(
                        "Bucket caller/blue/hourly",
                        "Bucket key/acme/first/daily",
                        "Bucket key/acme/second/monthly",
                        "Router",
                        "Target acme/first/up-one",
                        "Target acme/second/up-one");
    }

    @Test
    void theyTellWhatHappened() throws Exception {
        router.post(
                "/v1/chat/completions",
                "{\"model\":\"acme/acme/one\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "authorization",
                "Bearer sk-blue");
        router.awaitSettled();

        ObjectName routerBean = name("Router", "");
        assertThat(beans.getAttribute(routerBean, "Ready")).isEqualTo(true);
        assertThat(beans.getAttribute(routerBean, "ReasonNotReady")).isEqualTo("");
        assertThat(beans.getAttribute(routerBean, "RequestsUnderWay")).isEqualTo(0);
        assertThat((String[]) beans.getAttribute(routerBean, "Names")).contains("acme/acme/one");
        assertThat(beans.getAttribute(routerBean, "ConfigurationHash"))
                .isEqualTo(router.router().configurationHash());
        ObjectName blue = name("Bucket", "caller/blue/hourly");
        assertThat(beans.getAttribute(blue, "Used")).isEqualTo(1.0);
        assertThat(beans.getAttribute(blue, "Remaining")).isEqualTo(9.0);
        assertThat((String) beans.getAttribute(blue, "Ends")).matches("\\d{4}-.*Z");
        List<Long> tokens = List.of((Long) beans.getAttribute(name("Target", "acme/first/up-one"), "TokensUsed"), (Long)
                beans.getAttribute(name("Target", "acme/second/up-one"), "TokensUsed"));
        assertThat(tokens).containsExactlyInAnyOrder(0L, 2L);
        ObjectName target = name("Target", "acme/first/up-one");
        assertThat(beans.getAttribute(target, "Dialect")).isEqualTo("openai");
        assertThat(beans.getAttribute(target, "HealthPercent")).isEqualTo(100);
        assertThat(beans.getAttribute(target, "RequestsUnderWay")).isEqualTo(0);
        assertThat(beans.getAttribute(target, "AsideUntil")).isEqualTo("");
    }

    @Test
    void whatIsDoneHappensAndIsWrittenDownOnceWithWhoDidIt() throws Exception {
        trail.texts().clear();
        ObjectName routerBean = name("Router", "");
        ObjectName target = name("Target", "acme/first/up-one");

        invoke(target, "disable");
        assertThat(beans.getAttribute(target, "Disabled")).isEqualTo(true);
        invoke(target, "enable");
        assertThat(beans.getAttribute(target, "Disabled")).isEqualTo(false);
        invoke(target, "reset");
        beans.invoke(routerBean, "drain", new Object[] {0}, new String[] {"int"});
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(503);
        invoke(routerBean, "resume");
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(invoke(routerBean, "reload")).isEqualTo("");

        assertThat(actions())
                .containsExactly(
                        "disable target acme/first/up-one done carol jmx",
                        "enable target acme/first/up-one done carol jmx",
                        "reset target acme/first/up-one done carol jmx",
                        "drain done carol jmx",
                        "resume done carol jmx",
                        "reload done carol jmx");
    }

    @Test
    void aReloadThatRemovesATargetRemovesItsBeanAndABrokenOneRemovesNothing() throws Exception {
        router.save(yaml("two"));
        assertThat(invoke(name("Router", ""), "reload")).isEqualTo("");
        assertThat(names()).contains("Target acme/first/up-two").doesNotContain("Target acme/first/up-one");

        Set<String> before = names();
        router.save("providers: nonsense");
        assertThat((String) invoke(name("Router", ""), "reload")).contains("providers");
        assertThat(names()).isEqualTo(before);
        assertThat(actions()).anyMatch(action -> action.startsWith("reload failed"));
    }

    private List<String> actions() {
        return trail.events().stream()
                .map(event -> text(event, "action") + " " + text(event, "outcome") + " " + text(event, "who") + " "
                        + text(event, "by"))
                .toList();
    }

    private static String text(JsonNode event, String field) {
        return event.path(field).asText();
    }

    private Object invoke(ObjectName name, String operation) throws Exception {
        return beans.invoke(name, operation, new Object[0], new String[0]);
    }

    private Set<String> names() throws Exception {
        return beans.queryNames(new ObjectName("io.github.llmrouter:context=\"/jmx\",*"), null).stream()
                .map(name -> name.getKeyProperty("type")
                        + (name.getKeyProperty("name") == null
                                ? ""
                                : " " + ObjectName.unquote(name.getKeyProperty("name"))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ObjectName name(String type, String name) throws Exception {
        return new ObjectName("io.github.llmrouter:type=" + type + ",context=\"/jmx\""
                + (name.isEmpty() ? "" : ",name=" + ObjectName.quote(name)));
    }
}
