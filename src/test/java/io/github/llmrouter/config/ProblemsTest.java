package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmrouter.LlmRouter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in {@code config/bad} has exactly the problems that its {@code .problems} file lists. */
class ProblemsTest {

    private static final Path FOLDER = Path.of("src/test/resources/config/bad");

    private static final String DAMAGE = "{}[]:-#&*!|>'\"%@`,?~\n\t 0x";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static ConfigException refused(Path file) {
        ConfigReader reader = new ConfigReader(LlmRouter.DIALECTS.names(), (kind, name) -> Optional.empty());
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
        var e = catchThrowableOfType(
                ConfigException.class,
                () -> new ConfigReader(LlmRouter.DIALECTS.names()).read(Path.of("no/such.yaml")));

        assertThat(e).hasMessage("no/such.yaml: there is no such file");
    }

    @Test
    void aFolderIsAProblem() {
        var e = catchThrowableOfType(
                ConfigException.class, () -> new ConfigReader(LlmRouter.DIALECTS.names()).read(FOLDER));

        assertThat(e).hasMessageStartingWith(FOLDER + ": the file cannot be read");
    }

    /** Characters of a good file are removed, doubled and replaced: whatever comes out is read or refused, never a crash. */
    @Test
    void aDamagedFileIsRefusedInAnOrderlyWay() throws IOException {
        String good = Files.readString(Path.of("src/test/resources/config/good/everything.yaml"));
        ConfigReader reader = new ConfigReader(LlmRouter.DIALECTS.names(), (kind, name) -> Optional.of("http://x"));
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            var text = new StringBuilder(good);
            for (int damage = 0; damage <= round % 4; damage++) {
                int at = random.nextInt(text.length() - 3);
                text.replace(
                        at, at + random.nextInt(3), String.valueOf(DAMAGE.charAt(random.nextInt(DAMAGE.length()))));
            }
            try {
                reader.read("damaged.yaml", text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (ConfigException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(text.toString(), e);
            }
        }
        assertThat(refused).isBetween(300, 999);
    }
}
