package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that was recorded, and what an independent decoder made of its answer.
 *
 * @param expected a missing node if nobody wrote it down
 */
record Recorded(
        String name,
        Dialect dialect,
        int status,
        boolean counting,
        @Nullable Path request,
        @Nullable Path response,
        JsonNode expected) {

    private static final Map<String, String> PROVIDERS = Map.of(
            "openai-chat", "openai",
            "openai-responses", "openai-responses",
            "anthropic", "anthropic",
            "gemini", "gemini");

    /** All of them; aborts the test, with a printed reason, if they are not beside the project. */
    static List<Recorded> all() {
        return read(Shared.path("fixtures"));
    }

    private static List<Recorded> read(Path fixtures) {
        List<Recorded> all = new ArrayList<>();
        JsonNode expected = json(fixtures.resolve("EXPECT.json"));
        for (JsonNode entry : json(fixtures.resolve("INDEX.json"))) {
            String provider = entry.path("provider").asText();
            String dialect = PROVIDERS.get(provider);
            String name = entry.path("case").asText();
            JsonNode own = expected.path(provider + "/" + name);
            if (dialect != null) {
                all.add(new Recorded(
                        name,
                        Crossing.dialect(dialect),
                        entry.path("status").asInt(200),
                        entry.path("flavour").asText().endsWith("-count"),
                        file(fixtures, entry.path("request")),
                        file(fixtures, entry.path("response")),
                        own.isObject() ? own : expected.path(name)));
            }
        }
        return all;
    }

    /** Requests to generate. */
    static List<Recorded> requests() {
        return all().stream()
                .filter(one -> one.request != null && !one.counting)
                .toList();
    }

    /** Answers with status 200, errors in them included. */
    static List<Recorded> answers() {
        return all().stream()
                .filter(one -> one.response != null && !one.counting && one.status < 400 && one.expected.isObject())
                .toList();
    }

    /** Answers of which nobody wrote down what they mean: several in one file, or odd in another way. */
    static List<Recorded> odd() {
        return all().stream()
                .filter(one -> one.response != null && !one.counting && one.status < 400 && !one.expected.isObject())
                .toList();
    }

    /** Token counts, with their answers. */
    static List<Recorded> counts() {
        return all().stream()
                .filter(one -> one.counting && one.request != null && one.response != null)
                .toList();
    }

    /** Answers that are complete and without an error. */
    static List<Recorded> successes() {
        return answers().stream()
                .filter(one -> one.expected.path("error").isNull()
                        && one.expected.path("complete").asBoolean())
                .toList();
    }

    static List<Recorded> streams() {
        return answers().stream().filter(Recorded::streamed).toList();
    }

    /** Answers with an error status. */
    static List<Recorded> errors() {
        return all().stream()
                .filter(one -> one.response != null && one.status >= 400)
                .toList();
    }

    boolean streamed() {
        return response != null && response.toString().endsWith(".sse");
    }

    JsonNode requestBody() {
        return json(request);
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Event> events() {
        return streamed() ? Crossing.read(dialect, bytes()) : Crossing.read(dialect, json(response));
    }

    private static @Nullable Path file(Path fixtures, JsonNode name) {
        return name.isTextual() ? fixtures.resolve(name.textValue()) : null;
    }

    static JsonNode json(@Nullable Path file) {
        try {
            return Json.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return dialect.name() + "/" + name;
    }
}
