package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Shared;
import io.github.llmrouter.Side;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a parser would change on its way stays as it was written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransparencyTest {

    private final ScriptedUpstream upstream = new ScriptedUpstream(null);
    private final RunningRouter router = new RunningRouter(Side.models(upstream.base()));

    @BeforeAll
    void ready() {
        assertThat(router.router().notReady()).isNull();
    }

    @BeforeEach
    void play() {
        upstream.requests().clear();
        upstream.script((request, line) -> Side.of(request).play(request, line));
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"seed\":1.0,\"temperature\":1e0,\"big\":123456789012345678901234567890,\"tiny\":1.10000000000000000000001}",
                "{\"model\":\"m\",\"x\":{\"model\":\"m\",\"model\":\"n\"},\"messages\":[{\"role\":\"user\",\"role\":\"user\"}]}",
                "{\"messages\":[{\"content\":\"\\u0041\\ud83d\\ude00 \\/ \\u2028 ü 😀\"}],\"model\":\"m\"}",
                "\n\t { \"model\"\n:\t\"m\" , \"unknown_future_field\" : [ { } , null , [ ] ] } \n",
                "{\"MODEL\":\"x\",\"model \":\"y\",\"model\":\"m\"}",
                "{\"model\":\"m\",\"lone\":\"\\ud800\"}",
                "{\"a\":\"\\\"model\\\":\\\"m\\\"\",\"model\":\"m\"}"
            })
    void oddSpellingsPass(String body) {
        router.post("/v1/chat/completions", body);
        int at = body.lastIndexOf("\"model\":\"m\"");
        String before = at < 0 ? body.substring(0, body.indexOf("\"m\"")) : body.substring(0, at) + "\"model\":";
        // The first member wins where the second one is the nested one.
        if (body.contains("\"x\":{")) {
            before = "{\"model\":";
        }
        String after = body.substring(before.length() + "\"m\"".length());
        assertThat(upstream.requests().remove().text()).isEqualTo(before + "\"up\"" + after);
    }

    @Test
    void aNameThatIsSpelledWithEscapesIsUnderstood() {
        router.post("/v1/chat/completions", "{\"m\\u006fdel\":\"\\u006d\",\"x\":1}");
        assertThat(upstream.requests().remove().text()).isEqualTo("{\"m\\u006fdel\":\"up\",\"x\":1}");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void fiveMegabytesOfBase64Pass(Side side) {
        byte[] picture = new byte[5 << 20];
        new Random(1).nextBytes(picture);
        String body = "{\"picture\":\"" + Base64.getEncoder().encodeToString(picture) + "\","
                + side.body(false).substring(1);
        HttpResponse<String> answer = router.post(side.path(false), body);
        assertThat(answer.body()).isEqualTo(side.answer());
        String expected = body.replace("\"model\":\"" + side.model() + "\"", "\"model\":\"up\"");
        assertThat(upstream.requests().remove().text().equals(expected)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aBigEventPassesWhole(Side side) {
        byte[] picture = new byte[3 << 20];
        new Random(2).nextBytes(picture);
        String big = "data: {\"picture\":\"" + Base64.getEncoder().encodeToString(picture) + "\"}\n\n";
        upstream.script((request, line) -> {
            line.events();
            line.chunk(side.events().getFirst());
            line.chunk(big);
            for (String event : side.events().subList(1, side.events().size())) {
                line.chunk(event);
            }
            line.end();
        });
        String answer = router.post(side.path(true), side.body(true)).body();
        String expected = side.events().getFirst()
                + big
                + String.join("", side.events().subList(1, side.events().size()));
        assertThat(answer.equals(expected)).isTrue();
    }

    @Test
    void whatTheRouterAskedForIsTakenOutAgain() {
        String chunk = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\"}}]%s}\n\n";
        String usage = ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}";
        String end = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]%s}\n\n";
        upstream.script((request, line) -> {
            line.events();
            line.chunk(": open\n\n" + chunk.formatted(",\"usage\":null"));
            line.chunk(end.formatted(", \"usage\" : null ") + "data: {\"id\":\"c\",\"choices\":[]" + usage + "}\n\n");
            line.chunk("data: [DONE]\n\n");
            line.end();
        });
        HttpResponse<String> answer =
                router.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true,\"messages\":[]}");
        assertThat(answer.body())
                .isEqualTo(": open\n\n" + chunk.formatted("")
                        + end.formatted(" ").replace("] }", "] }") + "data: [DONE]\n\n");
        assertThat(upstream.requests().remove().text()).contains("\"stream_options\":{\"include_usage\":true}");
    }

    @Test
    void usageThatAProviderGivesUnaskedStays() {
        String stream = "data:"
            + " {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}\n\n"
            + "data: [DONE]\n\n";
        upstream.script((request, line) -> {
            line.events();
            line.chunk(stream);
            line.end();
        });
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true,\"messages\":[]}")
                        .body())
                .isEqualTo(stream);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aConnectionServesOneRequestAfterTheOther(Side side) {
        int before = upstream.connections();
        for (int i = 0; i < 6; i++) {
            boolean stream = i % 2 == 0;
            assertThat(router.post(side.path(stream), side.body(stream)).body())
                    .isEqualTo(stream ? side.stream() : side.answer());
        }
        assertThat(upstream.connections() - before).isLessThanOrEqualTo(1);
    }

    static List<Path> requests() {
        return Shared.list("requests", ".json");
    }

    /** What real programs sent, on the wire as it would be from them. */
    @ParameterizedTest
    @MethodSource("requests")
    void requestsOfRealClientsPass(Path file) throws IOException {
        JsonNode recorded = Json.read(Files.readAllBytes(file));
        if (!(recorded.path("body") instanceof ObjectNode body)) {
            assertThat(router.send(router.request(recorded.path("url").asText(), "x-none", "1")
                                    .method(
                                            recorded.path("method").asText(),
                                            java.net.http.HttpRequest.BodyPublishers.noBody())
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
            return;
        }
        String url = recorded.path("url").asText();
        Side side = url.contains("messages")
                ? Side.ANTHROPIC
                : url.contains("responses") ? Side.RESPONSES : url.contains("models/") ? Side.GEMINI : Side.OPENAI;
        if (side != Side.GEMINI) {
            body.put("model", side.model());
        }
        String text = body.toPrettyString();
        var request = router.request(url.replace("mock-model", side.model()))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(text));
        recorded.path("headers").properties().forEach(header -> {
            if (!List.of("content-length", "host", "connection", "accept-encoding", "content-type")
                    .contains(header.getKey())) {
                request.setHeader(header.getKey(), header.getValue().asText());
            }
        });
        HttpResponse<String> answer = router.send(request.build());
        assertThat(answer.body()).isEqualTo(side.stream());
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(sent.text()).isEqualTo(text.replaceFirst("(\"model\" ?: ?)\"" + side.model() + "\"", "$1\"up\""));
        recorded.path("headers").properties().forEach(header -> {
            if (header.getKey().startsWith("anthropic-")
                    || header.getKey().startsWith("x-stainless-")
                    || header.getKey().equals("x-goog-api-client")) {
                assertThat(sent.headers())
                        .containsEntry(header.getKey(), header.getValue().asText());
            }
        });
        assertThat(sent.headers().toString()).doesNotContain("<redacted>");
        assertThat(sent.body()).isEqualTo(sent.text().getBytes(StandardCharsets.UTF_8));
    }
}
