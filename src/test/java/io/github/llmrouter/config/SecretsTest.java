package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Secrets.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final Map<String, String> KNOWN = Map.of(
            "ENV KEY",
            "from-env",
            "SYS key",
            "from-sys",
            "JNDI llm/key",
            "from-jndi",
            "ENV ODD",
            "${env:KEY}",
            "ENV EMPTY",
            "");
    private final ConfigReader reader = new ConfigReader(
            LlmRouter.DIALECTS.names(), (kind, name) -> Optional.ofNullable(KNOWN.get(kind + " " + name)));

    private static byte[] yaml(String key) {
        return """
            access:
              keys:
                - %s
            """.formatted(key).getBytes(StandardCharsets.UTF_8);
    }

    private String secret(String key) throws ConfigException {
        return reader.read("c.yaml", yaml(key))
                .config()
                .access()
                .keys()
                .getFirst()
                .secret();
    }

    @ParameterizedTest
    @CsvSource({
        "${env:KEY}, from-env",
        "${sys:key}, from-sys",
        "${jndi:llm/key}, from-jndi",
        "sk-${env:KEY}-${sys:key}, sk-from-env-from-sys",
        "sk-plain, sk-plain",
        "sk-$${env:KEY}, sk-${env:KEY}",
        "$$$${x, $$${x",
        "a$b$$c, a$b$$c",
        "${env:ODD}, ${env:KEY}",
    })
    void aReferenceBecomesItsValue(String written, String value) throws ConfigException {
        assertThat(secret('"' + written + '"')).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "${env:NONE}, ${env:NONE} cannot be resolved (set the environment variable)",
        "x${file:/no/such/file}, ${file:/no/such/file} cannot be resolved (create the file; readable for the router's"
                + " user)",
    })
    void whatCannotBeResolvedIsNamed(String written, String message) {
        var e = catchThrowableOfType(ConfigException.class, () -> secret('"' + written + '"'));

        assertThat(e).hasMessage("c.yaml:3:7: " + message.replace(';', ','));
    }

    @ParameterizedTest
    @ValueSource(strings = {"${KEY}", "${vault:hunter2}", "hunter2${", "${env:}", "${env:KEY"})
    void whatIsNoReferenceIsNotQuoted(String written) {
        var e = catchThrowableOfType(ConfigException.class, () -> secret('"' + written + '"'));

        assertThat(e)
                .hasMessageStartingWith("c.yaml:3:7: a reference that is not understood (write ${env:NAME}")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anEmptyVariableIsNoKey() {
        var e = catchThrowableOfType(ConfigException.class, () -> secret("\"${env:EMPTY}\""));

        assertThat(e).hasMessage("c.yaml:3:7: a key must not be empty");
    }

    @Test
    void aFileLosesItsLastLineBreakAndIsADependency(@TempDir Path folder) throws IOException, ConfigException {
        Path secret = Files.writeString(folder.resolve("key"), "from-file\n");
        var loaded = new ConfigReader(LlmRouter.DIALECTS.names())
                .read(folder.resolve("c.yaml").toString(), yaml("\"${file:key}\""));

        assertThat(loaded.config().access().keys().getFirst().secret()).isEqualTo("from-file");
        assertThat(loaded.files()).containsExactly(secret);
    }

    @Test
    void aMissingFileIsADependencyToo(@TempDir Path folder) {
        var e = catchThrowableOfType(
                ConfigException.class,
                () -> new ConfigReader(LlmRouter.DIALECTS.names())
                        .read(folder.resolve("c.yaml").toString(), yaml("\"${file:key}\"")));

        assertThat(e.files()).containsExactly(folder.resolve("key"));
    }

    @Test
    void onlyTheLastLineBreakOfAFileGoes(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), " a\nb\r\n");

        assertThat(Secrets.PROCESS.find(Kind.FILE, secret.toString())).contains(" a\nb");
        assertThat(Secrets.PROCESS.find(Kind.FILE, folder.toString())).isEmpty();
    }

    @Test
    void thisProcessHasPropertiesAndAnEnvironment() {
        assertThat(Secrets.PROCESS.find(Kind.SYS, "java.version")).contains(System.getProperty("java.version"));
        assertThat(Secrets.PROCESS.find(Kind.ENV, "PATH")).contains(System.getenv("PATH"));
        assertThat(Secrets.PROCESS.find(Kind.ENV, "NO_SUCH_VARIABLE_HERE")).isEmpty();
    }
}
