package io.github.llmrouter.cli;

import picocli.CommandLine;

/** The executable WAR's program. Exits with 0, with 1 when it cannot do what it was told, with 2 when it was told wrongly. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new RouterCommand())
                .addSubcommand(new Aot())
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
