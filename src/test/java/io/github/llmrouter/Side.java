package io.github.llmrouter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** One dialect as a client and its provider speak it in a test: the same short question and answer in each. */
public enum Side {
    OPENAI(
            "openai",
            "m",
            "/v1",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}",
            List.of(
                    "data:"
                        + " {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"hel\"},\"finish_reason\":null}]}\n\n",
                    "data:"
                        + " {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}\n\n",
                    "data:"
                        + " {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
                    "data: [DONE]\n\n")),
    RESPONSES(
            "openai-responses",
            "r",
            "/v1",
            "{\"model\":\"r\",\"input\":\"hi\"}",
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\",\"model\":\"up\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"hello\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}",
            List.of(
                    "event: response.created\n"
                        + "data:"
                        + " {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"up\",\"output\":[]}}\n\n",
                    "event: response.output_item.added\n"
                        + "data:"
                        + " {\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}\n\n",
                    "event: response.output_text.delta\n"
                        + "data:"
                        + " {\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"hello\"}\n\n",
                    "event: response.completed\n"
                        + "data:"
                        + " {\"type\":\"response.completed\",\"sequence_number\":3,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\",\"model\":\"up\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"hello\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}}\n\n")),
    ANTHROPIC(
            "anthropic",
            "a",
            "",
            "{\"model\":\"a\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"up\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}",
            List.of(
                    "event: message_start\n"
                        + "data:"
                        + " {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"up\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n",
                    "event: content_block_start\n"
                        + "data:"
                        + " {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                    "event: content_block_delta\n"
                        + "data:"
                        + " {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n",
                    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                    "event: message_delta\n"
                        + "data:"
                        + " {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}}\n\n",
                    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")),
    GEMINI(
            "gemini",
            "g",
            "/v1beta",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}",
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hello\"}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2,\"totalTokenCount\":5},\"modelVersion\":\"up\",\"responseId\":\"g1\"}",
            List.of(
                    "data:"
                        + " {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hel\"}]},\"index\":0}],\"modelVersion\":\"up\",\"responseId\":\"g1\"}\r\n\r\n",
                    "data:"
                        + " {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"lo\"}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2,\"totalTokenCount\":5},\"modelVersion\":\"up\",\"responseId\":\"g1\"}\r\n\r\n"));

    private static final Pattern STREAMS = Pattern.compile("\"stream\"\\s*:\\s*true");

    private final String apiType;
    private final String model;
    private final String root;
    private final String body;
    private final String answer;
    private final List<String> events;

    Side(String apiType, String model, String root, String body, String answer, List<String> events) {
        this.apiType = apiType;
        this.model = model;
        this.root = root;
        this.body = body;
        this.answer = answer;
        this.events = events;
    }

    public String apiType() {
        return apiType;
    }

    /** The name of this dialect's own model in {@link #models}. */
    public String model() {
        return model;
    }

    public String path(boolean stream) {
        return path(model, stream);
    }

    public String path(String model, boolean stream) {
        return switch (this) {
            case OPENAI -> "/v1/chat/completions";
            case RESPONSES -> "/v1/responses";
            case ANTHROPIC -> "/v1/messages";
            case GEMINI -> "/v1beta/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
        };
    }

    /** A stream asks for everything that the router would otherwise ask for itself. */
    public String body(boolean stream) {
        String streaming = "{\"stream\":true," + body.substring(1);
        return !stream || this == GEMINI
                ? body
                : this == OPENAI ? "{\"stream_options\":{\"include_usage\":true}," + streaming.substring(1) : streaming;
    }

    public String body(String model, boolean stream) {
        return body(stream).replace("\"model\":\"" + this.model + "\"", "\"model\":\"" + model + "\"");
    }

    public String answer() {
        return answer;
    }

    public List<String> events() {
        return events;
    }

    public String stream() {
        return String.join("", events);
    }

    /** Whether this is an error in the words of the dialect. */
    public boolean words(JsonNode error) {
        return switch (this) {
            case OPENAI, RESPONSES ->
                error.path("error").path("message").isTextual()
                        && error.path("error").path("type").isTextual();
            case ANTHROPIC ->
                error.path("type").asText().equals("error")
                        && error.path("error").path("type").isTextual()
                        && error.path("error").path("message").isTextual();
            case GEMINI ->
                error.path("error").path("code").isInt()
                        && error.path("error").path("status").isTextual()
                        && error.path("error").path("message").isTextual();
        };
    }

    /** Entries of {@code model_list}, one for each dialect, named as {@link #model()}; all at one upstream. */
    public static String models(String base) {
        return """
            model_list:
              - model_name: m
                llm_params: {api_type: openai, model: up, api_base: "%1$s/v1", api_key: sk-upstream-secret}
              - model_name: r
                llm_params: {api_type: openai-responses, model: up, api_base: "%1$s/v1", api_key: sk-upstream-secret}
              - model_name: a
                llm_params: {api_type: anthropic, model: up, api_base: "%1$s", api_key: sk-upstream-secret}
              - model_name: g
                llm_params: {api_type: gemini, model: up, api_base: "%1$s/v1beta", api_key: sk-upstream-secret}
            """.formatted(base);
    }

    /** Answers as a provider of this dialect does, whole or streamed. */
    public void play(ScriptedUpstream.Request request, ScriptedUpstream.Line line) throws java.io.IOException {
        boolean stream = request.path().contains("streamGenerate")
                || STREAMS.matcher(request.text()).find();
        if (!stream) {
            line.json(200, answer);
            return;
        }
        line.events();
        for (String event : events) {
            line.chunk(event);
        }
        line.end();
    }

    /** The dialect that a request to a provider is in. */
    public static Side of(ScriptedUpstream.Request request) {
        String path = request.path();
        return path.contains("generateContent") || path.contains("GenerateContent")
                ? GEMINI
                : path.contains("/messages") ? ANTHROPIC : path.contains("/responses") ? RESPONSES : OPENAI;
    }
}
