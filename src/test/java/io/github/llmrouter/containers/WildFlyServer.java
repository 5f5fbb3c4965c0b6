package io.github.llmrouter.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** WildFly with a jboss.server.base.dir of its own. */
class WildFlyServer extends ServletServer {

    static final Path HOME = SERVERS.resolve("wildfly-39.0.1.Final");

    private final Path deployments;
    private final int management = freePort();
    private final int https = freePort();

    WildFlyServer(Path base) {
        super(base);
        deployments = base.resolve("deployments");
    }

    @Override
    String upstreamKeyName() {
        return "java:global/llm-router/upstream-key";
    }

    @Override
    Path configFile() {
        return base.resolve("configuration/llm-router.yaml");
    }

    int management() {
        return management;
    }

    @Override
    List<String> command() throws Exception {
        copy(HOME.resolve("standalone"), base);
        // The digest of admin:ManagementRealm:secret.
        Files.writeString(
                base.resolve("configuration/mgmt-users.properties"),
                "admin=" + digest("admin:ManagementRealm:secret") + "\n");
        cli(script());
        Files.writeString(
                base.resolve("standalone.conf"),
                text(HOME.resolve("bin/standalone.conf")) + "\n"
                        + text(FILES.resolve("wildfly/standalone.conf"))
                                .replaceAll(
                                        "(?m)^#(JAVA_OPTS.*-Dllm-router.upstream-key=).*$",
                                        "$1" + UPSTREAM_KEY + "\""));
        List<String> command = new ArrayList<>(List.of(
                "env",
                "JAVA=" + java(),
                "RUN_CONF=" + base.resolve("standalone.conf"),
                "JAVA_OPTS=-XX:SoftRefLRUPolicyMSPerMB=0 -Djava.net.preferIPv4Stack=true",
                HOME.resolve("bin/standalone.sh").toString(),
                "-b",
                "127.0.0.1"));
        command.addAll(properties());
        return command;
    }

    /** What tells this server from others of the same installation. */
    List<String> properties() {
        return List.of(
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.management.http.port=" + management,
                "-Djboss.https.port=" + https,
                "-Dllm-router.upstream-key=" + UPSTREAM_KEY);
    }

    /** The operator's, with a database if there is one. */
    private Path script() throws IOException {
        Path script = FILES.resolve("wildfly/llm-router.cli");
        if (database() == null) {
            return script;
        }
        String text = text(script)
                .replaceFirst("(?m)^#(data-source add )", "$1")
                .replace("--driver-name=postgresql", "--driver-name=h2")
                .replace("jdbc:postgresql://db/llmrouter", database())
                .replace("${llm-router.database-password}", "secret");
        return Files.writeString(base.resolve("llm-router.cli"), text);
    }

    @Override
    Path accessLog() {
        return base.resolve("log/access_log.log");
    }

    @Override
    Path trail() {
        return base.resolve("log/llm-router-audit.log");
    }

    /** Runs an operator's script, with the server stopped. */
    void cli(Path script) throws Exception {
        once(List.of(
                "env",
                "JAVA=" + java(),
                "JAVA_OPTS=-Djboss.server.base.dir=" + base,
                HOME.resolve("bin/jboss-cli.sh").toString(),
                "--file=" + script));
    }

    private static String digest(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    void deploy() throws IOException {
        // A marker beside it would have the scanner deploy twice: a new file is reason enough.
        Files.copy(WAR, deployments.resolve("llm-router.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    void remove() throws IOException {
        Files.delete(deployments.resolve("llm-router.war.deployed"));
    }

    @Override
    void redeploy() throws IOException {
        Files.writeString(deployments.resolve("llm-router.war.dodeploy"), "");
    }
}
