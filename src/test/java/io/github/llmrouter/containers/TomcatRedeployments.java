package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Tomcat's manager adds: reloads, and versions side by side. */
abstract class TomcatRedeployments extends Redeployments {

    /** Tomcat takes the old application away before it starts the new one. */
    @Override
    List<String> losses() {
        return List.of(Load.CLOSED, Load.ROUTER, "server 404", "server 503");
    }

    @Test
    void aReloadByTheManagerLosesNothing() throws Exception {
        TomcatServer tomcat = (TomcatServer) server;

        Map<String, Integer> calls = underLoad(() -> tomcat.manager("reload?path=/llm-router"));

        assertThat(calls).containsOnlyKeys(Load.ANSWERED);
    }

    @AfterEach
    void theServerSeesNoLeak() throws Exception {
        settled(1);
        assertThat(((TomcatServer) server).manager("findleaks?statusLine=true")).contains("No memory leaks found");
        assertThat(server.console())
                .doesNotContain("appears to have started a thread", "failed to unregister", "but failed to remove it");
    }
}
