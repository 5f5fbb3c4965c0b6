package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.management.ObjectName;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a server that runs as a program of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract extends Contract {

    ServletServer server;
    private Server database;

    abstract ServletServer server(Path base);

    /** How the program is told to deploy to this server, under the name {@code second}. */
    abstract List<String> deployment();

    /** What an application of that name is configured with. */
    abstract Path secondConfig();

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path base) throws Exception {
        server = server(base);
        database = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists")
                .start();
        server.database("jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:" + server + ";DB_CLOSE_DELAY=-1");
        server.start(yaml(upstreamKey()));
    }

    @AfterAll
    void stop() {
        server.close();
        database.stop();
    }

    @Override
    URI uri() {
        return server.uri();
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
        return server.beans();
    }

    @Test
    void anOpenStreamEndsWithAnErrorEventWhenTheApplicationGoes() throws Exception {
        OpenStream.hang();
        try (OpenStream stream = new OpenStream(this)) {
            server.undeploy();
            assertThat(stream.rest()).contains("\"error\"").doesNotContain("(not ended)");
        } finally {
            server.deploy();
            server.awaitStatus("/health/ready", 200, Duration.ofSeconds(90));
        }
    }

    @Test
    void aStreamThatEndsInTimeIsWholeThoughTheApplicationGoes() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        streamOf(going);
        try (OpenStream stream = new OpenStream(this)) {
            server.remove();
            server.await(
                    () -> server.status("/health/ready") != 200, Duration.ofSeconds(60), "the application does not go");
            going.countDown();
            assertThat(stream.rest()).contains("second", "[DONE]").doesNotContain("\"error\"");
            server.awaitStatus("/health", 404, Duration.ofSeconds(60));
        } finally {
            server.deploy();
            server.awaitStatus("/health/ready", 200, Duration.ofSeconds(90));
        }
    }

    @Test
    void anEscapedSlashIsPartOfAName() throws Exception {
        HttpResponse<String> answer = post(
                "/v1beta/models/no%2Fsuch:generateContent",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no/such");
    }

    @Test
    void withoutALoginNobodyGetsPastIt() {
        // WildFly without a login calls it an error of its own.
        assertThat(server.status("/sso/me")).isIn(401, 403, 500);
    }

    @Test
    void usageIsRecordedInTheDatabaseThatTheContainerHasBound() throws Exception {
        post("/v1/chat/completions", chat(false));

        JdbcDataSource source = new JdbcDataSource();
        source.setURL(server.database());
        source.setUser("llmrouter");
        source.setPassword("secret");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            server.await(() -> records(statement) > 0, Duration.ofSeconds(20), "there are no records of usage");
        }
    }

    private static int records(Statement statement) {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM usage_entry WHERE status = 200")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            // The table is made with the first record.
            return 0;
        }
    }

    @Test
    void theContainersOwnLogsTellOfTheRouter() throws Exception {
        post("/v1/chat/completions", chat(false));

        assertThat(server.console()).contains("llm-router is up", "outcome=ANSWERED");
        server.await(
                () -> accessed("/llm-router/v1/chat/completions"), Duration.ofSeconds(30), "no line for a request");
    }

    @Test
    void levelsOfTheLogAreChangedWhileItRuns() throws Exception {
        server.level("io.github.llmrouter", "SEVERE");
        try {
            chat("asked-quietly");
        } finally {
            server.level("io.github.llmrouter", "INFO");
        }
        chat("asked-aloud");

        server.await(() -> server.said().contains("asked-aloud"), Duration.ofSeconds(20), "nothing is logged");
        assertThat(server.console()).doesNotContain("asked-quietly");
    }

    private void chat(String id) throws Exception {
        send(request("/v1/chat/completions", "authorization", "Bearer " + KEY, "x-request-id", id), chat(false));
    }

    private boolean accessed(String path) {
        try {
            return Files.readString(server.accessLog()).contains(path);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theFlagsOfTheJvmAreThoseOfTheOperatorsFile() throws Exception {
        try (Beans beans = beans()) {
            String[] flags = (String[])
                    beans.connection().getAttribute(new ObjectName("java.lang:type=Runtime"), "InputArguments");
            assertThat(flags)
                    .contains("-XX:+ExitOnOutOfMemoryError")
                    .anyMatch(flag -> flag.matches("-Xmx(512|768)m"))
                    .anyMatch(flag -> flag.contains(ServletServer.UPSTREAM_KEY));
        }
    }

    @Test
    void theProgramDeploysItselfAndTakesABrokenDeploymentBack(@TempDir Path directory) throws Exception {
        Files.writeString(secondConfig(), yaml(upstreamKeyOfTheSecond()));
        assertThat(deploy("--wait=90")).contains("Ready.");
        assertThat(deploy("--wait=90")).contains("Ready.");
        awaitSecond();

        String broken = deploy("--wait=30", "--war=" + brokenFile(directory));
        assertThat(broken).containsAnyOf("Rolled back.", "WildFly: ").doesNotContain("Ready.");
        awaitSecond();

        try {
            Files.writeString(secondConfig(), "model_list: nonsense");
            assertThat(deploy("--wait=20")).contains("the configuration is broken", "Rolled back.");
        } finally {
            Files.writeString(secondConfig(), yaml(upstreamKeyOfTheSecond()));
        }
        awaitSecond();
    }

    String upstreamKeyOfTheSecond() {
        return "sk-second";
    }

    private void awaitSecond() {
        server.awaitStatus("/../second/health/ready", 200, Duration.ofSeconds(60));
    }

    private String deploy(String... more) throws Exception {
        List<String> options = new ArrayList<>(deployment());
        options.addAll(List.of("--name=second", "--ready=" + server.uri().resolve("/second/health/ready")));
        options.addAll(List.of(more));
        return program(options);
    }

    /** An application that cannot start. */
    private static Path brokenFile(Path directory) throws IOException {
        Path file = directory.resolve("broken.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write("""
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                    <listener><listener-class>no.such.Listener</listener-class></listener>
                </web-app>
                """.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** What {@code java -jar llm-router.war deploy} says. */
    static String program(List<String> options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ServletServer.java(), "-jar", ServletServer.WAR.toString(), "deploy"));
        command.addAll(options);
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("LLM_ROUTER_DEPLOY_PASSWORD", "secret");
        return new String(program.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
