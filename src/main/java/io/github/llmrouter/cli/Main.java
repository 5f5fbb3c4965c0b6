package io.github.llmrouter.cli;

import picocli.CommandLine;

/** The executable WAR's program. Exits with 0, with 1 when it cannot do what it was told, with 2 when it was told wrongly. */
public final class Main {

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private Main() {}

    public static void main(String[] args) {
        leaveACoreToTheServer();
        System.exit(commandLine().execute(args));
    }

    /**
     * Jetty's own threads need a processor beside those that carry the virtual threads: with one carrier fewer than processors an event
     * costs about a third less. Before Java 24 a pinned thread could then block all, so there it is left as it is.
     */
    private static void leaveACoreToTheServer() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (Runtime.version().feature() >= 24 && processors > 1 && System.getProperty(CARRIERS) == null) {
            System.setProperty(CARRIERS, Integer.toString(processors - 1));
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new RouterCommand())
                .addSubcommand(new Aot())
                .addSubcommand(new Connect())
                .addSubcommand(new AiHelp())
                .addSubcommand(new Deploy())
                .addSubcommand(new Audit())
                .addSubcommand(new ConfigCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    /** One line for what a person can cure, a stack trace for what only a programmer can. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result) {
        if (failure instanceof CannotStart) {
            command.getErr().println("Error: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
