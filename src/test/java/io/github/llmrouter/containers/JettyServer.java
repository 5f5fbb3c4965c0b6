package io.github.llmrouter.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/** Eclipse Jetty with a JETTY_BASE of its own. */
class JettyServer extends ServletServer {

    static final Path HOME = SERVERS.resolve("jetty-home-12.1.12");

    private final Path start;
    private final Path context;

    JettyServer(Path base) {
        super(base);
        start = HOME.resolve("start.jar");
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
        Files.writeString(
                ini,
                text(ini)
                        .replace("jetty.http.port=8080", "jetty.http.port=" + port)
                        .replaceFirst("(?m)^#--exec$", "--exec")
                        .replaceAll("(?m)^#-X", "-X")
                        .replaceFirst("(?m)^#-Djava.util.logging", "-Djava.util.logging")
                        .replaceFirst(
                                "(?m)^#(-Dllm-router.upstream-key=).*$",
                                "$1" + UPSTREAM_KEY
                                        + "\n"
                                        + "-XX:SoftRefLRUPolicyMSPerMB=0\n"
                                        + "-Dllm-router.database-password=secret\n"
                                        + "-Dllm-router.config="
                                        + secondConfig()));
        Files.createDirectories(base.resolve("webapps"));
        Files.createDirectories(base.resolve("etc"));
        Files.copy(
                FILES.resolve("jetty/logging.properties"),
                base.resolve("etc/llm-router-logging.properties"),
                StandardCopyOption.REPLACE_EXISTING);
        if (database() != null) {
            Files.createDirectories(base.resolve("lib/ext"));
            Files.copy(driver(), base.resolve("lib/ext/h2.jar"), StandardCopyOption.REPLACE_EXISTING);
        }
        once(List.of(java(), "-jar", start.toString(), "jetty.base=" + base, "--create-files"));
        return List.of(java(), "-jar", start.toString(), "jetty.base=" + base);
    }

    /** For applications without a context file. */
    Path secondConfig() {
        return base.resolve("etc/second.yaml");
    }

    @Override
    Path accessLog() throws IOException {
        return newest(base.resolve("logs"), ".*request.log");
    }

    @Override
    void deploy() throws IOException {
        Files.copy(WAR, base.resolve("llm-router.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(context, contextXml());
    }

    private String contextXml() throws IOException {
        String xml = text(FILES.resolve("jetty/llm-router.xml"));
        if (database() == null) {
            return xml;
        }
        return xml.replaceFirst(
                        "(?s)in lib/ext:\\s*(<New.*?</New>)\\s*-->\\s*</Configure>", "in lib/ext -->$1</Configure>")
                .replace("org.postgresql.ds.PGSimpleDataSource", "org.h2.jdbcx.JdbcDataSource")
                .replace("jdbc:postgresql://db/llmrouter", database());
    }

    @Override
    void remove() throws IOException {
        Files.delete(context);
    }

    @Override
    void redeploy() throws IOException {
        Files.setLastModifiedTime(context, FileTime.from(Instant.now()));
    }
}
