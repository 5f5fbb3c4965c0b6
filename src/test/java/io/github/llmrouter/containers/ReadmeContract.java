package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The lines of README.md for each server, pasted into a shell: the freshly unpacked server then runs a router that is ready. */
@Timeout(240)
final class ReadmeContract {

    private static final Pattern BLOCKS = Pattern.compile("(?s)```bash\\n(.*?)```");
    private static final String ASK =
            "{\"model\": \"demo\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path base;

    @Test
    void onTomcat10() throws Exception {
        worksAsPasted(new PastedServer.Tomcat(TomcatServer.V10, base, lines("Tomcat")));
    }

    @Test
    void onTomcat11() throws Exception {
        worksAsPasted(new PastedServer.Tomcat(TomcatServer.V11, base, lines("Tomcat")));
    }

    @Test
    void onJetty() throws Exception {
        worksAsPasted(new PastedServer.Jetty(base, lines("Jetty")));
    }

    @Test
    void onWildFly() throws Exception {
        worksAsPasted(new PastedServer.WildFly(base, lines("WildFly")));
    }

    /** What follows the comment with the server's name, in the block that is about servers. */
    private static String lines(String server) throws IOException {
        String block = BLOCKS.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(each -> each.contains("$CATALINA_BASE"))
                .findFirst()
                .orElseThrow();
        int from = block.indexOf("# " + server);
        assertThat(from).as("a comment '# %s ...' in README.md", server).isNotNegative();
        int to = block.indexOf("\n# ", from);
        String lines = to < 0 ? block.substring(from) : block.substring(from, to);
        assertThat(lines.strip().lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .as("lines for %s", server)
                .hasSizeBetween(1, 5);
        return lines;
    }

    private static void worksAsPasted(PastedServer server) throws Exception {
        try (server) {
            server.start();

            Files.writeString(server.configFile(), demo());
            server.await(() -> answer(server).contains("Hello"), Duration.ofSeconds(30), "the demo does not answer");
        }
    }

    /** The demo, on a port that is free. */
    private static String demo() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Files.readString(ServletServer.FILES.resolve("demo.yaml"))
                    .replace("8099", Integer.toString(free.getLocalPort()));
        }
    }

    private static String answer(PastedServer server) {
        try (HttpClient client = ServletServer.client()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(ASK))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
