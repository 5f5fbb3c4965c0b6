package io.github.llmrouter.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds out by the end of a path what is wanted, so that any prefix will do. */
final class Endpoint {

    private static final Pattern GEMINI = Pattern.compile("/models/(.+):(\\w+)$");
    private static final List<String> MODELS = List.of("demo-large", "demo-small");
    private static final double[] VECTOR = {0.6, 0.8};

    private static final Voice OPENAI = new OpenAiVoice();
    private static final Voice RESPONSES = new ResponsesVoice();
    private static final Voice ANTHROPIC = new AnthropicVoice();
    private static final Voice GEMINI_VOICE = new GeminiVoice();

    private Endpoint() {}

    static Reply answer(String method, URI uri, byte[] body) {
        String path = uri.getPath().replaceAll("/+$", "");
        if (!method.equals("POST")) {
            return path.endsWith("/models") ? models() : path.isEmpty() ? ok() : unknown(path);
        }
        JsonNode json;
        try {
            json = Json.read(body);
        } catch (JsonProcessingException e) {
            return new Reply.Whole(400, OPENAI.error(400, "the body is not JSON"));
        } catch (IOException e) {
            throw new IllegalStateException("bytes can always be read", e);
        }
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.find()) {
            return gemini(new Voice.Question(gemini.group(1), json, tokens(body)), gemini.group(2), sse(uri));
        }
        return byPath(path, new Voice.Question(json.path("model").asText("demo"), json, tokens(body)));
    }

    private static Reply byPath(String path, Voice.Question question) {
        if (path.endsWith("/chat/completions")) {
            return talk(OPENAI, question);
        }
        if (path.endsWith("/responses")) {
            return talk(RESPONSES, question);
        }
        if (path.endsWith("/messages")) {
            return talk(ANTHROPIC, question);
        }
        if (path.endsWith("/messages/count_tokens")) {
            return whole(Json.object().with("input_tokens", question.inputTokens()));
        }
        return path.endsWith("/embeddings") ? embeddings(question) : unknown(path);
    }

    private static Reply talk(Voice voice, Voice.Question question) {
        Script script = Script.read(voice.conversation(question.body()), question.model());
        if (script.failure() > 0) {
            return failure(voice, script);
        }
        return question.body().path("stream").asBoolean()
                ? new Reply.Events(voice.events(question, script), false)
                : new Reply.Whole(200, voice.answer(question, script));
    }

    private static Reply gemini(Voice.Question question, String verb, boolean sse) {
        Script script = Script.read(GEMINI_VOICE.conversation(question.body()), question.model());
        if (script.failure() > 0) {
            return failure(GEMINI_VOICE, script);
        }
        return switch (verb) {
            case "generateContent" -> new Reply.Whole(200, GEMINI_VOICE.answer(question, script));
            case "streamGenerateContent" ->
                sse
                        ? new Reply.Events(GEMINI_VOICE.events(question, script), true)
                        : new Reply.Array(GEMINI_VOICE.events(question, script));
            case "countTokens" -> whole(Json.object().with("totalTokens", question.inputTokens()));
            case "embedContent" -> whole(Json.object().with("embedding", values()));
            case "batchEmbedContents" ->
                whole(Json.object()
                        .with(
                                "embeddings",
                                Words.stream(question.body().path("requests")).map(request -> values())));
            default -> new Reply.Whole(404, GEMINI_VOICE.error(404, "the demo has no " + verb));
        };
    }

    private static Reply embeddings(Voice.Question question) {
        JsonNode input = question.body().path("input");
        boolean base64 = question.body().path("encoding_format").asText().equals("base64");
        int count = input.isArray() && !input.path(0).isNumber() ? input.size() : 1;
        Stream<Json> data = IntStream.range(0, count).mapToObj(index -> {
            Json item = Json.object().with("object", "embedding").with("index", index);
            return base64 ? item.with("embedding", base64()) : item.with("embedding", vector());
        });
        return whole(Json.object()
                .with("object", "list")
                .with("data", data)
                .with("model", question.model())
                .with(
                        "usage",
                        Json.object()
                                .with("prompt_tokens", question.inputTokens())
                                .with("total_tokens", question.inputTokens())));
    }

    private static Json values() {
        return Json.object().with("values", vector());
    }

    private static JsonNode vector() {
        return Json.MAPPER.valueToTree(VECTOR);
    }

    private static String base64() {
        ByteBuffer floats = ByteBuffer.allocate(VECTOR.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        DoubleStream.of(VECTOR).forEach(value -> floats.putFloat((float) value));
        return Base64.getEncoder().encodeToString(floats.array());
    }

    private static Reply models() {
        Stream<Json> data = MODELS.stream()
                .map(name -> Json.object()
                        .with("id", name)
                        .with("object", "model")
                        .with("created", 0)
                        .with("owned_by", "demo"));
        return whole(Json.object().with("object", "list").with("data", data));
    }

    private static Reply ok() {
        return whole(Json.object().with("ok", true));
    }

    private static Reply unknown(String path) {
        return new Reply.Whole(404, OPENAI.error(404, "the demo has no " + path));
    }

    private static Reply failure(Voice voice, Script script) {
        return new Reply.Whole(script.failure(), voice.error(script.failure(), "a scripted failure"));
    }

    private static Reply whole(Json json) {
        return new Reply.Whole(200, json.node());
    }

    private static boolean sse(URI uri) {
        return ("&" + uri.getQuery() + "&").contains("&alt=sse&");
    }

    private static int tokens(byte[] body) {
        return Math.max(1, body.length / 4);
    }
}
