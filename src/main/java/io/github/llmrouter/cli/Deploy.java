package io.github.llmrouter.cli;

import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts this file on a server, waits until it is ready there, and takes it back when it is not. */
@Command(
        name = "deploy",
        description = {
            "Puts this file on a server, waits until it is ready there, and takes it back when it is not.",
            "The server must know where the configuration is. The password is read from LLM_ROUTER_DEPLOY_PASSWORD."
        },
        sortOptions = false,
        usageHelpAutoWidth = true)
final class Deploy implements Callable<Integer> {

    private static final String PASSWORD = "LLM_ROUTER_DEPLOY_PASSWORD";

    /** Which server. */
    static final class Server {
        @Option(names = "--tomcat", paramLabel = "URL", description = "Tomcat, as http://localhost:8080")
        private @Nullable URI tomcat;

        @Option(names = "--wildfly", paramLabel = "URL", description = "WildFly's management, as http://localhost:9990")
        private @Nullable URI wildfly;

        @Option(names = "--jetty", paramLabel = "DIR", description = "a JETTY_BASE on this machine")
        private @Nullable Path jetty;
    }

    @ArgGroup(multiplicity = "1")
    private Server server = new Server();

    @Option(names = "--user", paramLabel = "NAME", description = "of the server's administration (default: admin)")
    private String user = "admin";

    @Option(names = "--name", paramLabel = "NAME", description = "the application's path (default: llm-router)")
    private String name = "llm-router";

    @Option(
            names = "--ready",
            paramLabel = "URL",
            description = "what must answer 200 (default: /NAME/health/ready of Tomcat, or of localhost:8080)")
    private @Nullable URI ready;

    @Option(names = "--wait", paramLabel = "SECONDS", description = "how long it may take (default: 90)")
    private int wait = 90;

    @Option(names = "--war", paramLabel = "FILE", description = "another file than this one")
    private Path war = Path.of(System.getProperty("java.class.path"));

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    private @Nullable HttpClient client;

    /** What a deployment says of itself: 0 if nothing answers. */
    private record State(int status, String since, String reason) {}

    /** Made when it is needed: every start of the program makes all commands, and this would read the trust store. */
    private HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
            client = made;
        }
        return made;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try {
            return deploy(deployment(), readyUri(), out) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            throw new CannotStart("the server cannot be reached: " + e);
        }
    }

    private boolean deploy(Deployment deployment, URI uri, PrintWriter out)
            throws IOException, InterruptedException, CannotStart {
        State before = state(uri);
        say(out, "Deploying " + war.getFileName() + " ...");
        deployment.install(war);
        say(out, "Waiting for " + uri + " ...");
        State after = await(uri, before);
        if (after.status() == 200 && !after.since().equals(before.since())) {
            deployment.settle();
            say(out, "Ready.");
            return true;
        }
        say(out, "Not ready after " + wait + " s: " + after.reason() + ". Rolling back ...");
        deployment.rollBack();
        say(out, "Rolled back.");
        return false;
    }

    /** What went before may answer for a while. */
    private State await(URI uri, State before) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        State state = state(uri);
        while (System.nanoTime() < end
                && (state.status() != 200 || state.since().equals(before.since()))) {
            Thread.sleep(500);
            state = state(uri);
        }
        return state;
    }

    private State state(URI uri) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = client().send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            var said = Json.read(answer.body());
            return new State(
                    answer.statusCode(),
                    said.path("since").asText(),
                    said.path("reason").asText("it answers " + answer.statusCode()));
        } catch (IOException e) {
            return new State(0, "", "nothing answers");
        }
    }

    private Deployment deployment() {
        if (server.jetty != null) {
            return new JettyDeployment(server.jetty, name);
        }
        Login login = new Login(user, Objects.requireNonNullElse(System.getenv(PASSWORD), ""));
        if (server.tomcat != null) {
            return new TomcatDeployment(
                    client(), server.tomcat, login, "/" + name, Long.toString(System.currentTimeMillis()));
        }
        return new WildFlyDeployment(client(), Objects.requireNonNull(server.wildfly), login, name + ".war");
    }

    private URI readyUri() {
        if (ready != null) {
            return ready;
        }
        String base = server.tomcat != null ? server.tomcat.toString() : "http://localhost:8080";
        return URI.create(base + "/" + name + "/health/ready");
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
