package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files for container engines are read as an engine would read them; none is at hand to run them. */
final class DockerFilesTest {

    private static final Path DOCKER = Path.of("webapp-config", "docker");
    private static final Set<String> KNOWN = Set.of(
            "FROM",
            "RUN",
            "COPY",
            "USER",
            "WORKDIR",
            "EXPOSE",
            "HEALTHCHECK",
            "ENTRYPOINT",
            "CMD",
            "ENV",
            "LABEL",
            "VOLUME");

    /** An instruction and what follows it, on one line. */
    private record Step(String instruction, String rest) {}

    private static List<Step> steps(String file) throws IOException {
        String text = Files.readString(DOCKER.resolve(file))
                .replaceAll("(?m)^\\s*#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "");
        List<Step> steps = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            String[] words = line.split("\\s+", 2);
            steps.add(new Step(words[0], words[1]));
        }
        return steps;
    }

    private static List<String> all(List<Step> steps, String instruction) {
        return steps.stream()
                .filter(step -> step.instruction.equals(instruction))
                .map(Step::rest)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.tomcat"})
    void anImageBeginsWithANamedVersionAndRunsAsNobody(String file) throws Exception {
        List<Step> steps = steps(file);

        assertThat(steps).extracting(Step::instruction).isSubsetOf(KNOWN).startsWith("FROM");
        assertThat(all(steps, "FROM")).singleElement().asString().matches("[\\w./-]+:[\\w.-]*\\d[\\w.-]*");
        assertThat(all(steps, "USER")).last().asString().matches("[1-9]\\d*");
        int user = steps.indexOf(new Step("USER", all(steps, "USER").getLast()));
        assertThat(steps.subList(user, steps.size()))
                .extracting(Step::instruction)
                .doesNotContain("RUN");
        assertThat(all(steps, "EXPOSE")).singleElement().asString().matches("\\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.tomcat"})
    void whatIsCopiedIsThere(String file) throws Exception {
        for (String copy : all(steps(file), "COPY")) {
            String from = copy.split("\\s+")[0];
            assertThat(from.equals("target/llm-router.war") || Files.exists(Path.of(from)))
                    .as(copy)
                    .isTrue();
        }
    }

    /** No shell is between the engine and Java, so that Java gets the signal to end. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.tomcat"})
    void commandsAreListsAndTheHealthIsThatOfTheExposedPort(String file) throws Exception {
        List<Step> steps = steps(file);
        for (String command : List.of("ENTRYPOINT", "CMD")) {
            for (String list : all(steps, command)) {
                assertThat(Json.read(list.getBytes()).isArray()).as(list).isTrue();
            }
        }
        String check = all(steps, "HEALTHCHECK").getFirst();
        String list = check.substring(check.indexOf("CMD ") + 4);
        assertThat(Json.read(list.getBytes()).path(2).asText())
                .contains(
                        "/health/ready",
                        "/dev/tcp/127.0.0.1/" + all(steps, "EXPOSE").getFirst());
    }

    /** The health check's own line, run by a shell against a port that nothing listens on: it must fail, not break. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.tomcat"})
    void theHealthCheckIsAShellCommand(String file) throws Exception {
        String check = all(steps(file), "HEALTHCHECK").getFirst();
        List<String> command = new ArrayList<>();
        Json.read(check.substring(check.indexOf("CMD ") + 4).getBytes()).forEach(word -> command.add(word.asText()));
        command.add(1, "-n");

        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();

        assertThat(new String(shell.getInputStream().readAllBytes())).isEmpty();
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    @SuppressWarnings("unchecked")
    void theCompositionNamesFilesAndPortsThatAreThere() throws Exception {
        Map<String, Object> compose = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(DOCKER.resolve("compose.yaml")));
        assertThat(compose).containsOnlyKeys("services");
        Map<String, Object> router = ((Map<String, Map<String, Object>>) compose.get("services")).get("llm-router");
        assertThat(router.keySet())
                .isSubsetOf(
                        "build",
                        "ports",
                        "environment",
                        "volumes",
                        "read_only",
                        "tmpfs",
                        "restart",
                        "stop_grace_period");

        Map<String, String> build = (Map<String, String>) router.get("build");
        Path context = DOCKER.resolve(build.get("context"));
        assertThat(context.resolve("pom.xml")).exists();
        assertThat(context.resolve(build.get("dockerfile"))).exists();
        String port = all(steps("Dockerfile"), "EXPOSE").getFirst();
        assertThat((List<String>) router.get("ports")).containsExactly(port + ":" + port);
        String volume = ((List<String>) router.get("volumes")).getFirst();
        assertThat(DOCKER.resolve(volume.split(":")[0])).exists();
        assertThat(all(steps("Dockerfile"), "CMD").getFirst()).contains(volume.split(":")[1]);
        assertThat(((Map<String, String>) router.get("environment")).keySet())
                .contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY");
    }
}
