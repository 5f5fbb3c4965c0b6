package io.github.llmrouter.cli;

import io.github.llmrouter.config.Config;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks every model a short question, several at a time, and prints what came of it as the answers arrive. */
final class ModelCheck {

    private static final int AT_A_TIME = 20;
    private static final int BODY = 500;

    private final Probe probe;
    private final Duration timeout;

    /** @param timeout for one model */
    ModelCheck(Probe probe, Duration timeout) {
        this.probe = probe;
        this.timeout = timeout;
    }

    /** Asks one model, through the path that requests take. */
    interface Probe {
        Outcome ask(Config.Model model) throws Exception;
    }

    /** What came of it. */
    sealed interface Outcome {

        /** A successful status. */
        record Answered() implements Outcome {}

        /** Another status. */
        record Refused(int status, String body) implements Outcome {}

        /** No answer at all. */
        record Failed(String why) implements Outcome {}
    }

    /** Whether every model answered; false also if there is none, as nothing has been shown then. */
    boolean run(Collection<Config.Model> models, PrintWriter out) throws InterruptedException {
        if (models.isEmpty()) {
            out.println("There is no model to check.");
            out.flush();
            return false;
        }
        out.println("Checking models (" + models.size() + " total):");
        out.flush();
        int answered = 0;
        try (ExecutorService workers = Executors.newFixedThreadPool(
                        AT_A_TIME, Thread.ofVirtual().factory());
                ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Line> lines = new ExecutorCompletionService<>(workers);
            models.forEach(model -> lines.submit(() -> new Line(model, ask(model, probes))));
            for (int i = 0; i < models.size(); i++) {
                Line line = finished(lines.take());
                out.println(line.text());
                out.flush();
                answered += line.outcome() instanceof Outcome.Answered ? 1 : 0;
            }
        }
        out.println(answered + " of " + models.size() + " answered.");
        out.flush();
        return answered == models.size();
    }

    private Outcome ask(Config.Model model, ExecutorService probes) throws InterruptedException {
        Future<Outcome> asked = probes.submit(() -> probe.ask(model));
        try {
            return asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Outcome.Failed("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Outcome.Failed(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
    }

    private static Line finished(Future<Line> line) {
        return switch (line.state()) {
            case SUCCESS -> line.resultNow();
            case FAILED -> throw new IllegalStateException(line.exceptionNow());
            case CANCELLED, RUNNING -> throw new IllegalStateException("nobody cancels it");
        };
    }

    /** One model's line in the report. */
    private record Line(Config.Model model, Outcome outcome) {

        String text() {
            String what = model.name() + " -> " + model.upstream();
            return switch (outcome) {
                case Outcome.Answered() ->
                    "[OK] " + what + " (" + model.provider().dialect() + ")";
                case Outcome.Refused(int status, String body) ->
                    "[FAIL] " + what + " (status: " + (status + " " + reason(status)).strip() + ")" + indented(body);
                case Outcome.Failed(String why) -> "[ERROR] " + what + ": " + why;
            };
        }

        private static String reason(int status) {
            return switch (status) {
                case 400 -> "Bad Request";
                case 401 -> "Unauthorized";
                case 402 -> "Payment Required";
                case 403 -> "Forbidden";
                case 404 -> "Not Found";
                case 413 -> "Content Too Large";
                case 422 -> "Unprocessable Content";
                case 429 -> "Too Many Requests";
                case 500 -> "Internal Server Error";
                case 502 -> "Bad Gateway";
                case 503 -> "Service Unavailable";
                case 504 -> "Gateway Timeout";
                default -> "";
            };
        }

        private static String indented(String body) {
            String text = body.strip();
            if (text.isEmpty()) {
                return "";
            }
            return System.lineSeparator() + "  " + (text.length() > BODY ? text.substring(0, BODY) + "…" : text);
        }
    }
}
