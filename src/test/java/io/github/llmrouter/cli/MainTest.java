package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "-i, --ip",
                        "-p, --port",
                        "-c, --config",
                        "-t, --token",
                        "-l, --log-level",
                        "--log-file",
                        "--proxy",
                        "--check",
                        "-h, --help",
                        "--version")
                .contains("0.0.0.0", "8000", "config.yaml", "warn");
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("llm-router ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--port=abc", "--port=65536", "--port=-1", "--config", "surplus"})
    void whatIsToldWronglyIsTwo(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void aMissingConfigurationIsOneLine() {
        Path missing = directory.resolve("none.yaml");

        assertThat(run("--config=" + missing)).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().startsWith("Error: " + missing);
    }

    @Test
    void aBrokenConfigurationIsNamedWithItsPlace() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), "model_list: []\nmodle: 1\n");

        assertThat(run("--check", "--config=" + file)).isEqualTo(1);
        assertThat(err.toString()).contains("a.yaml:2:1").doesNotContain("\tat ");
    }

    @Test
    void aProxyThatIsNoneIsOneLineWithoutItsPassword() throws IOException {
        assertThat(run("--proxy=ftp://user:secret@host", "--config=" + empty())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("--proxy").doesNotContain("secret");
    }

    @Test
    void aLogFileThatCannotBeWrittenIsOneLine() throws IOException {
        assertThat(run("--log-file=" + directory, "--check", "--config=" + empty()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void anUnknownLogLevelIsInfo() throws IOException {
        assertThat(run("--log-level=loud", "--check", "--config=" + empty())).isEqualTo(1);
        assertThat(out.toString()).contains("Invalid log level: loud. Using INFO level.");
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(run("--ip=127.0.0.1", "--port=" + port, "--config=" + empty()))
                    .isEqualTo(1);
            assertThat(err.toString().lines()).containsExactly("Error: 127.0.0.1:" + port + ": Address already in use");
        }
    }

    /** The configuration may say the port; the command line goes before it. */
    @Test
    void thePortOfTheConfigurationIsListenedOn() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(
                    directory.resolve("port.yaml"), "server: {port: " + taken.getLocalPort() + "}\nmodel_list: []\n");

            assertThat(run("--ip=127.0.0.1", "--config=" + file)).isEqualTo(1);
            assertThat(err.toString()).contains(":" + taken.getLocalPort() + ": Address already in use");
            assertThat(run("--ip=127.0.0.1", "--port=" + other.getLocalPort(), "--config=" + file))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(":" + other.getLocalPort() + ": Address already in use");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "off, OFF",
        "ERROR, SEVERE",
        "warn, WARNING",
        "Info, INFO",
        "debug, FINE",
        "trace, FINER",
        "loud, INFO",
    })
    void everyLevelIsThatOfTheRoutersOwnWords(String level, String set) throws IOException {
        assertThat(run("--log-level=" + level, "--check", "--config=" + empty()))
                .isEqualTo(1);
        assertThat(Logger.getLogger("io.github.llmrouter").getLevel()).hasToString(set);
        assertThat(Logger.getLogger("").getLevel().intValue()).isGreaterThanOrEqualTo(Level.WARNING.intValue());
    }

    @Test
    void allProblemsOfAConfigurationAreToldAtOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("b.yaml"), """
            modle_list: []
            server: {grace: soon}
            access: {keys: [hidden, hidden]}
            """);

        assertThat(run("--config=" + file)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("Error: ")
                .contains(
                        "b.yaml:1:1: unknown key 'modle_list' (did you mean 'model_list'?)",
                        "b.yaml:2:17: ",
                        "b.yaml:3:25: ")
                .doesNotContain("hidden");
    }

    @Test
    void theConfigurationIsConfigYamlWhereNothingElseIsSaid() {
        System.clearProperty("llm-router.config");

        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: config.yaml: there is no such file");
    }

    @Test
    void aSystemPropertyNamesTheConfiguration() {
        System.setProperty(
                "llm-router.config", directory.resolve("by-property.yaml").toString());
        try {
            assertThat(run()).isEqualTo(1);
            assertThat(err.toString()).contains("by-property.yaml: there is no such file");
        } finally {
            System.clearProperty("llm-router.config");
        }
    }

    private Path empty() throws IOException {
        return Files.writeString(
                directory.resolve("empty.yaml"), "model_list: []\nrouter_settings: {strategy: random}\n");
    }

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
                .forEach(each -> each.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)));
        return command.execute(arguments);
    }
}
