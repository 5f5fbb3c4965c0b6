package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Shared;
import io.github.llmrouter.Side;
import io.github.llmrouter.dialect.Filter;
import io.github.llmrouter.dialect.openai.OpenAi;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded traffic goes through unchanged but for the model's name: the client asks for {@code route} where the recording says
 * something else, so that the upstream must get exactly the recorded bytes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixtureTransparencyTest {

    private static final int SMALL = 6000;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.reset());
    private RunningRouter router;

    @BeforeAll
    void start() throws IOException {
        Set<String> models = new TreeSet<>();
        for (Recording recording : recordings()) {
            models.add(recording.entry(upstream.base()));
        }
        router = new RunningRouter("model_list:\n" + String.join("", models));
        assertThat(router.router().notReady()).isNull();
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    /** One recorded exchange. */
    record Recording(String file, Side side, String url, byte[] request, byte[] answer, int status, String type) {

        boolean streamed() {
            return type.startsWith("text/event-stream");
        }

        String name() {
            return "route-" + side.apiType() + "-" + Integer.toHexString(model().hashCode());
        }

        String model() {
            if (side == Side.GEMINI) {
                return url.replaceAll(".*models/", "").replaceAll(":[A-Za-z]+(\\?.*)?$", "");
            }
            return parsed().path("model").asText();
        }

        private JsonNode parsed() {
            try {
                return Json.read(request);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean asksForUsage() {
            return parsed().path("stream_options").path("include_usage").asBoolean();
        }

        String entry(String base) {
            String root = side == Side.ANTHROPIC ? base : side == Side.GEMINI ? base + "/v1beta" : base + "/v1";
            return "  - {model_name: " + name() + ", llm_params: {api_type: " + side.apiType() + ", model: \"" + model()
                    + "\", api_base: \"" + root + "\", api_key: k}}\n";
        }

        /** What the client sends: the recorded request with the route's name. */
        byte[] asked() {
            if (side == Side.GEMINI) {
                return request;
            }
            String text = new String(request, StandardCharsets.UTF_8);
            String renamed = text.replaceFirst(
                    "(\"model\"\\s*:\\s*)\"" + java.util.regex.Pattern.quote(model()) + "\"", "$1\"" + name() + "\"");
            return renamed.getBytes(StandardCharsets.UTF_8);
        }

        String path() {
            String verb = side == Side.GEMINI ? url.replaceAll("^.*:", ":") : "";
            if (side == Side.GEMINI) {
                return "/v1beta/models/" + name() + verb;
            }
            return url;
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static List<Recording> recordings() throws IOException {
        Path index = Shared.path("fixtures/INDEX.json");
        List<Recording> recordings = new ArrayList<>();
        for (JsonNode entry : Json.read(Files.readAllBytes(index))) {
            recordings.add(recording(index.getParent(), entry));
        }
        return recordings;
    }

    private static Recording recording(Path folder, JsonNode entry) throws IOException {
        String provider = entry.path("provider").asText();
        Side side = provider.equals("openai-chat")
                ? Side.OPENAI
                : Stream.of(Side.values())
                        .filter(one -> one.apiType().equals(provider))
                        .findFirst()
                        .orElseThrow();
        boolean stream = entry.path("stream").asBoolean();
        JsonNode file = entry.path("request");
        String path = entry.path("path").asText("");
        byte[] request = file.isTextual()
                ? Files.readAllBytes(folder.resolve(file.asText()))
                : side.body("recorded-model", stream).getBytes(StandardCharsets.UTF_8);
        String url = side == Side.GEMINI
                ? path.startsWith("/") ? path.replaceAll("key=[^&]*&?", "") : side.path("recorded-model", stream)
                : path.contains("count_tokens") || path.contains("input_tokens") ? path : side.path(false);
        String answer = entry.path("response").asText();
        return new Recording(
                answer,
                side,
                url,
                request,
                Files.readAllBytes(folder.resolve(answer)),
                entry.path("status").isInt() ? entry.path("status").asInt() : 200,
                answer.endsWith(".sse") ? "text/event-stream; charset=utf-8" : "application/json");
    }

    static Stream<Arguments> cuts() throws IOException {
        List<Arguments> cuts = new ArrayList<>();
        for (Recording recording : recordings()) {
            cuts.add(Arguments.of(recording, "whole"));
            if (recording.streamed()) {
                cuts.add(Arguments.of(recording, "random"));
                if (recording.answer.length < SMALL) {
                    cuts.add(Arguments.of(recording, "bytes"));
                }
            }
        }
        return cuts.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cuts")
    void passesUnchanged(Recording recording, String cut) throws IOException {
        upstream.requests().clear();
        upstream.script((request, line) -> play(recording, cut, line));
        HttpResponse<byte[]> answer = router.postBytes(recording.path(), recording.asked(), Map.of());
        if (answer.statusCode() != 200 && recording.status == 200 && recording.file.contains("midstream")) {
            // The error came together with the first content: then it is an answer with a status of its own.
            assertThat(recording.side.words(Json.read(answer.body()))).isTrue();
            return;
        }
        assertThat(answer.statusCode()).isEqualTo(recording.status);
        assertThat(text(answer.body())).isEqualTo(text(expected(recording)));
        ScriptedUpstream.Request sent = upstream.requests().remove();
        assertThat(sent.path()).isEqualTo(expectedPath(recording));
        if (recording.side == Side.OPENAI && recording.streamed() && !recording.asksForUsage()) {
            assertOneInsertion(recording.request, sent.body());
        } else {
            assertThat(text(sent.body())).isEqualTo(text(recording.request));
        }
    }

    private static void play(Recording recording, String cut, ScriptedUpstream.Line line) throws IOException {
        byte[] bytes = recording.answer;
        if (!recording.streamed()) {
            line.answer(recording.status, recording.type, bytes);
            return;
        }
        line.begin(recording.status, recording.type);
        Random random = new Random(recording.file.hashCode());
        for (int at = 0; at < bytes.length; ) {
            int length = switch (cut) {
                case "whole" -> bytes.length;
                case "bytes" -> 1;
                default -> 1 + random.nextInt(Math.max(1, bytes.length / 20));
            };
            int end = Math.min(bytes.length, at + length);
            line.chunk(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        line.end();
    }

    private static byte[] expected(Recording recording) throws IOException {
        if (recording.side != Side.OPENAI || !recording.streamed() || recording.asksForUsage()) {
            return recording.answer;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Filter filter = new OpenAi().withoutUsage(out);
        filter.write(recording.answer, 0, recording.answer.length);
        filter.end();
        return out.toByteArray();
    }

    private static String expectedPath(Recording recording) {
        if (recording.side == Side.GEMINI) {
            return "/v1beta/models/" + recording.model() + recording.url.replaceAll("^.*:", ":");
        }
        return recording.url;
    }

    private static void assertOneInsertion(byte[] before, byte[] after) throws IOException {
        int prefix = Arrays.mismatch(before, after);
        int suffix = 0;
        while (suffix < before.length - prefix
                && before[before.length - 1 - suffix] == after[after.length - 1 - suffix]) {
            suffix++;
        }
        assertThat(prefix + suffix).isEqualTo(before.length);
        ObjectNode tree = (ObjectNode) Json.read(after);
        assertThat(tree.path("stream_options").path("include_usage").asBoolean())
                .isTrue();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
