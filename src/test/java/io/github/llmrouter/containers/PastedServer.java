package io.github.llmrouter.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A server as its vendor packs it, but for its ports, set up by lines that a person pastes into a shell. */
abstract class PastedServer extends ServletServer {

    private final String lines;

    private PastedServer(Path base, String lines) {
        super(base);
        this.lines = lines;
    }

    /** What the person has exported before. */
    abstract Map<String, String> environment();

    /** Unpacks. */
    abstract void unpack() throws IOException;

    /** The vendor's own command to run in the foreground. */
    abstract List<String> vendorsCommand();

    /** Pastes and starts; the example configuration, which the lines copy, wants keys of providers. */
    void start() throws Exception {
        start("");
    }

    @Override
    final List<String> prepare(String yaml) throws Exception {
        return command();
    }

    @Override
    final List<String> command() throws Exception {
        unpack();
        Path project = Path.of("").toAbsolutePath();
        once(withEnvironment(List.of("bash", "-euc", "cd '" + project + "'\n" + lines)));
        return withEnvironment(vendorsCommand());
    }

    private List<String> withEnvironment(List<String> command) {
        Map<String, String> variables = new TreeMap<>(environment());
        Path java = Path.of(System.getProperty("java.home"));
        variables.put("JAVA_HOME", java.toString());
        variables.put("PATH", java.resolve("bin") + ":" + System.getenv("PATH"));
        for (String key : List.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY")) {
            variables.put(key, "none");
        }
        List<String> all = new ArrayList<>(List.of("env"));
        variables.forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(command);
        return all;
    }

    /** The lines have. */
    @Override
    final void deploy() {}

    @Override
    final Path accessLog() {
        throw new UnsupportedOperationException();
    }

    @Override
    final void remove() {
        throw new UnsupportedOperationException();
    }

    @Override
    final void redeploy() {
        throw new UnsupportedOperationException();
    }

    static final class Tomcat extends PastedServer {
        private final String version;

        Tomcat(String version, Path base, String lines) {
            super(base, lines);
            this.version = version;
        }

        @Override
        void unpack() throws IOException {
            copy(SERVERS.resolve("apache-tomcat-" + version), base);
            Path server = base.resolve("conf/server.xml");
            Files.writeString(
                    server,
                    text(server)
                            .replace("port=\"8005\"", "port=\"-1\"")
                            .replace("port=\"8080\"", "port=\"" + port + "\""));
        }

        @Override
        Map<String, String> environment() {
            return Map.of("CATALINA_BASE", base.toString());
        }

        @Override
        List<String> vendorsCommand() {
            return List.of("bash", base.resolve("bin/catalina.sh").toString(), "run");
        }

        @Override
        Path configFile() {
            return base.resolve("conf/llm-router.yaml");
        }
    }

    static final class Jetty extends PastedServer {
        Jetty(Path base, String lines) {
            super(base, lines);
        }

        @Override
        void unpack() {
            // A Jetty base begins as an empty directory.
        }

        @Override
        Map<String, String> environment() {
            return Map.of("JETTY_HOME", JettyServer.HOME.toString(), "JETTY_BASE", base.toString());
        }

        @Override
        List<String> vendorsCommand() {
            return List.of(
                    java(),
                    "-jar",
                    JettyServer.HOME.resolve("start.jar").toString(),
                    "jetty.base=" + base,
                    "jetty.http.port=" + port);
        }

        @Override
        Path configFile() {
            return base.resolve("etc/llm-router.yaml");
        }
    }

    static final class WildFly extends PastedServer {
        WildFly(Path base, String lines) {
            super(base, lines);
        }

        /** What is only read need not be copied. */
        @Override
        void unpack() throws IOException {
            try (Stream<Path> parts = Files.list(WildFlyServer.HOME)) {
                for (Path part : parts.toList()) {
                    if (part.getFileName().toString().equals("standalone")) {
                        copy(part, base.resolve("standalone"));
                    } else {
                        Files.createSymbolicLink(base.resolve(part.getFileName()), part);
                    }
                }
            }
        }

        @Override
        Map<String, String> environment() {
            return Map.of("WILDFLY_HOME", base.toString(), "JBOSS_HOME", base.toString());
        }

        @Override
        List<String> vendorsCommand() {
            return List.of(
                    base.resolve("bin/standalone.sh").toString(),
                    "-Djboss.http.port=" + port,
                    "-Djboss.https.port=" + freePort(),
                    "-Djboss.management.http.port=" + freePort());
        }

        @Override
        Path configFile() {
            return base.resolve("standalone/configuration/llm-router.yaml");
        }
    }
}
