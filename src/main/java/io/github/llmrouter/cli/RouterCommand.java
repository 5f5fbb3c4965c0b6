package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.config.ConfigReader;
import io.github.llmrouter.config.ConfigSource;
import io.github.llmrouter.config.Overrides;
import io.github.llmrouter.config.Secrets;
import io.github.llmrouter.demo.DemoUpstream;
import io.github.llmrouter.routing.Standings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command itself: serves, or with {@code --check} asks every model and goes. */
@Command(
        name = "llm-router",
        description = "Routes requests in four dialects to language models.",
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RouterCommand implements Callable<Integer> {

    private static final int PORT = 8000;
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = {"-i", "--ip"},
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String ip = "";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "port to listen on, 0 for any (default: what the configuration says, else 8000)")
    private @Nullable Integer port;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "the configuration, of this router or another (default: what the system property llm-router.config"
                            + " or the environment variable LLM_ROUTER_CONFIG names, else config.yaml)")
    private @Nullable Path config;

    @Option(
            names = {"-t", "--token"},
            paramLabel = "TOKEN",
            description = "a key that clients must present, besides those of the configuration")
    private @Nullable String token;

    @Option(
            names = {"-l", "--log-level"},
            paramLabel = "LEVEL",
            defaultValue = "warn",
            description = "off, error, warn, info, debug or trace (default: ${DEFAULT-VALUE})")
    private String logLevel = "";

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "log to this file as well; at 10 MB it becomes FILE.1 and a new one begins")
    private @Nullable Path logFile;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description =
                    "for all upstream calls: http://, https://, socks5:// or socks5h://, with user:password@ if need"
                            + " be (default: what HTTPS_PROXY, HTTP_PROXY or ALL_PROXY say, except for NO_PROXY)")
    private @Nullable String proxy;

    @Option(
            names = "--check",
            description =
                    "ask every model of the configuration, and those that its providers list, a short question, and"
                            + " exit")
    private boolean check;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @SuppressWarnings("UnusedVariable") // picocli looks at it
    @Option(names = "--version", versionHelp = true, description = "show the version and exit")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (port != null && (port < 0 || port > 65_535)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--port must be from 0 to 65535: " + port);
        }
        PrintWriter out = spec.commandLine().getOut();
        Logging.start(logLevel, logFile, out);
        Config loaded = load();
        return check ? check(loaded, out) : serve(loaded, out);
    }

    private int serve(Config loaded, PrintWriter out) throws CannotStart, InterruptedException {
        try (WebServer server = WebServer.start(ip, port(loaded), startup().parameters())) {
            Signals.onTermination(server::finish);
            out.print(Greeting.text(server.uri(), loaded));
            out.flush();
            server.awaitFinish();
        }
        return CommandLine.ExitCode.OK;
    }

    private int port(Config loaded) {
        int configured = loaded.server().port();
        return port != null ? port : configured > 0 ? configured : PORT;
    }

    private static int check(Config loaded, PrintWriter out) throws InterruptedException {
        try (DemoUpstream demo = demo(loaded.server().demo())) {
            CheckedModels checked = CheckedModels.of(loaded);
            boolean read = checked.allRead(out);
            try (GatewayProbe probe = new GatewayProbe(checked.config())) {
                boolean answered = new ModelCheck(probe, CHECK_TIMEOUT).run(checked.models(), out);
                return read && answered ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
            }
        }
    }

    /** Null if the configuration has none, or if a server that has the same one is running. */
    private static @Nullable DemoUpstream demo(int port) {
        try {
            return port == 0 ? null : DemoUpstream.start(port);
        } catch (IOException e) {
            return null;
        }
    }

    private Path file() {
        return config != null
                ? config
                : ConfigSource.find(null, null, Secrets.PROCESS)
                        .map(ConfigSource::file)
                        .orElse(Path.of("config.yaml"));
    }

    private Startup startup() {
        return new Startup(file(), token, proxy);
    }

    /** Everything that can be wrong with a configuration is found before a port is opened. */
    private Config load() throws CannotStart {
        Overrides overrides;
        try {
            overrides = Overrides.read(startup().parameters()::get);
        } catch (IllegalArgumentException e) {
            throw new CannotStart("--proxy: " + e.getMessage());
        }
        try {
            Config loaded = overrides.apply(
                    new ConfigReader(LlmRouter.DIALECTS.names()).read(file()).config());
            InstantSource clock = InstantSource.system();
            LlmRouter.compile(loaded, new Standings(clock), clock);
            return loaded;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        }
    }
}
