package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in {@code config/bad} has exactly the problems that its {@code .problems} file lists. */
class ProblemsTest {

    private static final Path FOLDER = Path.of("src/test/resources/config/bad");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static ConfigException refused(Path file) {
        ConfigReader reader = new ConfigReader((kind, name) -> Optional.empty());
        var e = catchThrowableOfType(
                ConfigException.class, () -> reader.read(file.getFileName().toString(), Files.readAllBytes(file)));
        return assertThat(e).as("%s is accepted", file).isNotNull().actual();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aBadFileHasAllOfItsProblemsReportedAtOnce(Path file) throws IOException {
        Path expected = Path.of(file.toString().replace(".yaml", ".problems"));

        assertThat(refused(file).getMessage().lines()).containsExactlyElementsOf(Files.readAllLines(expected));
    }

    @ParameterizedTest
    @MethodSource("files")
    void noProblemQuotesASecret(Path file) {
        assertThat(refused(file)).hasMessageNotContaining("hunter2");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        var e = catchThrowableOfType(ConfigException.class, () -> new ConfigReader().read(Path.of("no/such.yaml")));

        assertThat(e).hasMessage("no/such.yaml: there is no such file");
    }

    @Test
    void aFolderIsAProblem() {
        var e = catchThrowableOfType(ConfigException.class, () -> new ConfigReader().read(FOLDER));

        assertThat(e).hasMessageStartingWith(FOLDER + ": the file cannot be read");
    }
}
