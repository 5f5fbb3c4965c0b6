package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A request, recorded or a real client's, and an upstream of another dialect that is to get it. */
record Question(String name, Dialect client, Dialect upstream, Ask ask) {

    /** Of everything that was recorded, and what agents really send. */
    static Stream<Question> all() {
        return Stream.concat(recorded(), agents());
    }

    static Stream<Question> recorded() {
        return Recorded.requests().stream()
                .flatMap(one -> of(
                        one.name(),
                        one.dialect(),
                        Crossing.ask(
                                one.requestBody(),
                                one.requestBody().path("stream").asBoolean())));
    }

    static Stream<Question> agents() {
        List<Question> all = new ArrayList<>();
        Shared.path("requests");
        for (Path file : Shared.list("requests", ".json")) {
            JsonNode request = Recorded.json(file);
            if (request.path("body").isObject()) {
                Map<String, String> headers = new HashMap<>();
                request.path("headers")
                        .properties()
                        .forEach(header -> headers.put(
                                header.getKey().toLowerCase(Locale.ROOT),
                                header.getValue().asText()));
                of(
                                file.getFileName().toString(),
                                dialect(request.path("url").asText()),
                                Crossing.ask(request.path("body"), true, headers))
                        .forEach(all::add);
            }
        }
        return all.stream();
    }

    private static Dialect dialect(String url) {
        return Crossing.dialect(
                url.contains("/messages")
                        ? "anthropic"
                        : url.contains("/responses")
                                ? "openai-responses"
                                : url.contains("enerateContent") ? "gemini" : "openai");
    }

    private static Stream<Question> of(String name, Dialect client, Ask ask) {
        return Crossing.DIALECTS.stream()
                .filter(upstream -> upstream != client)
                .map(upstream -> new Question(name, client, upstream, ask));
    }

    Question with(JsonNode body) {
        Ask changed = new Ask(ask.operation(), ask.model(), ask.stream(), body, ask.headers(), ask.query());
        return new Question(name, client, upstream, changed);
    }

    Crossing crossing() {
        return Crossing.of(client, upstream, Crossing.THINKING.get(upstream.name()), ask);
    }

    @Override
    public String toString() {
        return client.name() + ">" + upstream.name() + "/" + name;
    }
}
