package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A folder below {@code golden}: the same thing said in each dialect that can say it. {@code case.json}, if there, tells what it is
 * about, which models answer ({@code thinking} or {@code plain}, or one for a dialect) and what headers came with it.
 */
record GoldenCase(Path folder, Kind kind) {

    /** What the files of a case hold. */
    enum Kind {
        REQUEST(".json"),
        ANSWER(".json"),
        STREAM(".sse"),
        ERROR(".json");

        final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * What came out of a conversion.
     *
     * @param body of a refused request: the field and why; of a stream: a text
     * @param report empty if nothing was lost
     */
    record Result(JsonNode body, String report, boolean refused) {}

    static Stream<GoldenCase> all() {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/golden"))) {
            return folders.filter(Files::isDirectory).sorted().map(GoldenCase::of).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenCase of(Path folder) {
        for (Kind kind : Kind.values()) {
            for (Dialect dialect : Crossing.DIALECTS) {
                if (Files.exists(folder.resolve(kind.word() + "." + dialect.name() + kind.suffix))) {
                    return new GoldenCase(folder, kind);
                }
            }
        }
        throw new IllegalStateException(folder + " has no file in any dialect");
    }

    Path file(Dialect dialect) {
        return folder.resolve(kind.word() + "." + dialect.name() + kind.suffix);
    }

    /** What is lost between the two; absent if nothing is. */
    Path loss(Dialect from, Dialect to) {
        return folder.resolve("from-" + from.name() + "." + to.name() + kind.suffix);
    }

    JsonNode about() {
        Path file = folder.resolve("case.json");
        return Files.exists(file) ? Recorded.json(file) : Json.object().node();
    }

    private String model(Dialect dialect) {
        JsonNode models = about().path("models");
        Map<String, String> usual = models.asText().equals("thinking") ? Crossing.THINKING : Crossing.PLAIN;
        return models.path(dialect.name()).asText(usual.getOrDefault(dialect.name(), Crossing.ANY_MODEL));
    }

    Result convert(Dialect from, Dialect to) {
        return switch (kind) {
            case REQUEST -> request(from, to);
            case ANSWER, STREAM -> answer(from, to);
            case ERROR -> error(from, to);
        };
    }

    private Result request(Dialect from, Dialect to) {
        Map<String, String> headers = new HashMap<>();
        about().path("headers")
                .path(from.name())
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        JsonNode body = Recorded.json(file(from));
        Ask ask = Crossing.ask(body, body.path("stream").asBoolean(), headers);
        try {
            Crossing crossing = Crossing.of(from, to, model(to), ask);
            JsonNode written = crossing.request();
            return new Result(written, crossing.report(), false);
        } catch (FaultException e) {
            JsonNode refusal = Json.object()
                    .with("param", e.fault().param())
                    .with("message", e.fault().message())
                    .node();
            return new Result(refusal, "refused", true);
        }
    }

    /** Of an upstream that speaks {@code from}, for a client that speaks {@code to}. */
    private Result answer(Dialect from, Dialect to) {
        JsonNode question = about().path("asked").path(to.name());
        Ask ask = question.isObject() ? Crossing.ask(question, true) : Pair.curious(to);
        Crossing crossing = Crossing.of(to, from, model(from), ask);
        JsonNode answer;
        if (kind == Kind.STREAM) {
            List<Event> events = crossing.read(text(file(from)).getBytes(StandardCharsets.UTF_8));
            String stream = new String(crossing.stream(events), StandardCharsets.UTF_8);
            answer = JsonNodeFactory.instance.textNode(stream);
        } else {
            answer = crossing.answer(crossing.read(Recorded.json(file(from))));
        }
        String losses = crossing.report().replaceFirst("^[^;]*; ", from.name() + ">" + to.name() + "; ");
        return new Result(answer, losses, false);
    }

    private Result error(Dialect from, Dialect to) {
        JsonNode error = Recorded.json(file(from));
        Map<String, String> headers = headers(error);
        Fault fault = from.readFault(
                error.path("status").asInt(), (UnaryOperator<String>) headers::get, Json.bytes(error.path("body")));
        Said said = to.writeFault(fault, "req_1");
        Duration wait = fault.retryAfter();
        Json written = wait == null ? null : Json.object().with("retry-after", "" + wait.toSeconds());
        return new Result(
                Crossing.wired(Json.object()
                        .with("status", said.status())
                        .with("headers", written)
                        .with("body", said.body())
                        .node()),
                "",
                false);
    }

    private static Map<String, String> headers(JsonNode error) {
        Map<String, String> headers = new HashMap<>();
        error.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
