package io.github.llmrouter.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Ends the program the orderly way on SIGTERM and SIGINT. A shutdown hook would not do: while hooks run, java.util.logging
 * has closed its files already, and the exit status is never 0.
 */
final class Signals {

    private Signals() {}

    /** {@code finish} is run at the first signal; a second one ends the program at once. */
    static void onTermination(Runnable finish) {
        try {
            for (String name : List.of("TERM", "INT")) {
                handle(name, () -> {
                    halt(name);
                    finish.run();
                });
            }
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(finish, "llm-router-finish"));
        }
    }

    private static void halt(String name) {
        try {
            handle(name, () -> Runtime.getRuntime().halt(1));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("it could be handled before", e);
        }
    }

    /** By reflection, because the compiler warns of this class whatever one tells it; every JDK has it, supported or not. */
    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object acting = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), acting);
    }
}
