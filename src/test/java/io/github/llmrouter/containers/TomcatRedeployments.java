package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Tomcat's manager adds: reloads, and versions side by side. */
abstract class TomcatRedeployments extends Redeployments {

    /** Tomcat takes the old application away before it starts the new one. */
    @Override
    List<String> losses() {
        return List.of("server 404");
    }

    @Test
    void aNewerFileIsTakenOverLikeANewerContext() throws Exception {
        TomcatServer tomcat = (TomcatServer) server;

        Map<String, Integer> calls = underLoad(tomcat::touch);

        assertThat(calls).containsKey(Load.ANSWERED);
        calls.remove(Load.ANSWERED);
        assertThat(calls.keySet()).isSubsetOf(losses());
    }

    @Test
    void aReloadByTheManagerLosesNothing() throws Exception {
        TomcatServer tomcat = (TomcatServer) server;

        Map<String, Integer> calls = underLoad(() -> tomcat.manager("reload?path=/llm-router"));

        assertThat(calls).containsOnlyKeys(Load.ANSWERED);
    }

    @Test
    void versionsSideBySideLoseNothing() throws Exception {
        TomcatServer tomcat = (TomcatServer) server;
        Files.writeString(tomcat.secondConfig(), yaml("sk-plain"));
        URI second = server.uri().resolve("/second");
        String deploy = "deploy?path=/second&war=" + ServletServer.WAR.toUri() + "&version=";
        assertThat(tomcat.manager(deploy + "00")).contains("OK");
        at(second);
        AtomicInteger version = new AtomicInteger();
        try {
            Map<String, Integer> calls = underLoad(() -> {
                int old = version.getAndIncrement();
                assertThat(tomcat.manager(deploy + String.format("%02d", old + 1)))
                        .contains("OK");
                assertThat(tomcat.manager("undeploy?path=/second&version=" + String.format("%02d", old)))
                        .contains("OK");
            });
            assertThat(calls).containsOnlyKeys(Load.ANSWERED);
        } finally {
            at(server.uri());
            tomcat.manager("undeploy?path=/second&version=" + String.format("%02d", version.get()));
        }
    }

    @AfterEach
    void theServerSeesNoLeak() throws Exception {
        settled(left -> left.loaders() <= 1);
        assertThat(((TomcatServer) server).manager("findleaks?statusLine=true")).contains("No memory leaks found");
        // Its own pool's threads are taken for the application's if the manager stopped that on one of them.
        assertThat(server.console().replaceAll("started a thread named \\[Catalina-utility-\\d+]", ""))
                .doesNotContain("started a thread named", "failed to unregister", "but failed to remove it");
    }
}
