package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.config.ConfigReader;
import io.github.llmrouter.config.Conversion;
import io.github.llmrouter.routing.Standings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at configuration files, without starting anything and without asking any upstream. */
@Command(
        name = "config",
        description = "Checks a configuration file, or writes one of another system in the native format.",
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {

    private static final String FILE =
            "llm-router.yaml, LiteLLM's config.yaml, .llm-router.json, a config.yaml or .json with groups, or .env";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "config wants check FILE or convert FILE");
    }

    /** Prints what is wrong with a file, all of it, and what is not carried over. */
    @Command(
            description = "Prints everything that is wrong with FILE; exits with 1 if anything is.",
            mixinStandardHelpOptions = true)
    int check(@Parameters(paramLabel = "FILE", description = FILE) Path file) {
        PrintWriter out = out("check");
        try {
            ConfigReader.Loaded loaded = new ConfigReader(LlmRouter.DIALECTS.names()).read(file);
            Config config = loaded.config();
            InstantSource clock = InstantSource.system();
            LlmRouter.compile(config, new Standings(clock), clock);
            config.warnings().forEach(warning -> out.println("warning: " + warning));
            out.println(file + ": well (" + loaded.format() + "): "
                    + config.models().size() + " models, "
                    + (config.groups().size() + config.virtualModels().size()) + " groups, "
                    + config.access().keys().size() + " keys");
            return CommandLine.ExitCode.OK;
        } catch (ConfigException | IllegalArgumentException e) {
            String all = String.valueOf(e.getMessage());
            out.println(all);
            out.println(all.lines().count() + " to mend.");
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }

    /** Prints the native form. Secrets are replaced by references. */
    @Command(
            description = {
                "Prints FILE in the native format. Keys that are written in it are not printed:",
                "references to environment variables take their places."
            },
            mixinStandardHelpOptions = true)
    int convert(@Parameters(paramLabel = "FILE", description = FILE) Path file) throws CannotStart {
        PrintWriter out = out("convert");
        try {
            Conversion conversion = new ConfigReader(LlmRouter.DIALECTS.names()).convert(file);
            out.print(conversion.text());
            out.flush();
            int count = conversion.warnings().size();
            if (count > 0) {
                PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
                err.println(count + " not carried over as it was: see the comments at the beginning.");
            }
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        }
    }

    private PrintWriter out(String subcommand) {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        return Objects.requireNonNull(command.getSubcommands().get(subcommand)).getOut();
    }
}
