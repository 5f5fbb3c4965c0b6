package io.github.llmrouter.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Eclipse Jetty with a JETTY_BASE of its own. */
class JettyServer extends ServletServer {

    private final Path start;
    private final Path context;

    JettyServer(String version, Path base) {
        super(base);
        start = SERVERS.resolve("jetty-home-" + version).resolve("start.jar");
        context = base.resolve("webapps/llm-router.xml");
    }

    @Override
    Path configFile() {
        return base.resolve("etc/llm-router.yaml");
    }

    @Override
    List<String> command() throws Exception {
        copy(FILES.resolve("jetty/start.d"), base.resolve("start.d"));
        Path ini = base.resolve("start.d/llm-router.ini");
        Files.writeString(ini, text(ini).replace("jetty.http.port=8080", "jetty.http.port=" + port));
        Files.createDirectories(base.resolve("webapps"));
        once(List.of(java(), "-jar", start.toString(), "jetty.base=" + base, "--create-files"));
        return List.of(
                java(),
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Xmx512m",
                "-Dllm-router.upstream-key=" + UPSTREAM_KEY,
                "-jar",
                start.toString(),
                "jetty.base=" + base);
    }

    @Override
    void deploy() throws IOException {
        Files.copy(WAR, base.resolve("llm-router.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(FILES.resolve("jetty/llm-router.xml"), context, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    void undeploy() throws IOException {
        Files.delete(context);
        awaitStatus("/health", 404, Duration.ofSeconds(60));
    }

    @Override
    void redeploy() throws IOException {
        Files.setLastModifiedTime(context, FileTime.from(Instant.now()));
    }
}
