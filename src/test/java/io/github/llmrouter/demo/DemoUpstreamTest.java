package io.github.llmrouter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DemoUpstreamTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static DemoUpstream upstream;

    @BeforeAll
    static void start() throws IOException {
        upstream = DemoUpstream.start(0, Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        upstream.close();
        HTTP.close();
    }

    /** How each dialect asks, and where each has its text, its calls and the arguments of a call. */
    enum Api {
        OPENAI(
                "/v1/chat/completions",
                "/v1/chat/completions",
                "{'model':'m','stream':%s,'messages':[{'role':'user','content':%s}]}",
                "/choices/0/message/content",
                "/choices/0/delta/content",
                "/choices/0/message/tool_calls/0/function/name",
                "/choices/0/delta/tool_calls/0/function/arguments"),
        RESPONSES(
                "/v1/responses",
                "/v1/responses",
                "{'model':'m','stream':%s,'input':%s}",
                "/output/0/content/0/text",
                "response.output_text.delta/delta",
                "/output/1/name",
                "response.function_call_arguments.delta/delta"),
        ANTHROPIC(
                "/v1/messages",
                "/v1/messages",
                "{'model':'m','stream':%s,'max_tokens':9,'messages':[{'role':'user','content':%s}]}",
                "/content/0/text",
                "/delta/text",
                "/content/1/name",
                "/delta/partial_json"),
        GEMINI(
                "/v1beta/models/m:generateContent",
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                "{'comment':%s,'contents':[{'role':'user','parts':[{'text':%s}]}]}",
                "/candidates/0/content/parts/0/text",
                "/candidates/0/content/parts/0/text",
                "/candidates/0/content/parts/1/functionCall/name",
                "/candidates/0/content/parts/0/functionCall/args");

        final String path;
        final String streamPath;
        final String body;
        final String text;
        final String delta;
        final String call;
        final String arguments;

        Api(String path, String streamPath, String body, String text, String delta, String call, String arguments) {
            this.path = path;
            this.streamPath = streamPath;
            this.body = body;
            this.text = text;
            this.delta = delta;
            this.call = call;
            this.arguments = arguments;
        }

        String ask(boolean stream, String prompt) {
            return body.replace('\'', '"').formatted(stream, Json.MAPPER.valueToTree(prompt));
        }

        /** The texts at a pointer of every event; a prefix before the pointer is the type that the event must have. */
        String grown(List<JsonNode> events, String where) {
            String type = where.substring(0, where.indexOf('/'));
            return events.stream()
                    .filter(event ->
                            type.isEmpty() || event.path("type").asText().equals(type))
                    .map(event -> event.at(where.substring(type.length())))
                    .filter(node -> !node.isMissingNode())
                    .map(node -> node.isTextual() ? node.asText() : node.toString())
                    .collect(Collectors.joining());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStreamedIsWhatIsAnsweredAtOnce(Api api) throws Exception {
        JsonNode whole =
                Json.read(post(api.path, api.ask(false, "[[words 30]]")).body());
        List<JsonNode> events = events(post(api.streamPath, api.ask(true, "[[words 30]]")));

        assertThat(whole.at(api.text).asText()).startsWith("w0 w1 ").endsWith(" w29");
        assertThat(api.grown(events, api.delta)).isEqualTo(whole.at(api.text).asText());
        assertThat(events).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void aScriptedCallIsACallWithItsArguments(Api api) throws Exception {
        String prompt = "Please [[call weather {\"city\":\"Århus\",\"days\":[1,2]}]].";
        JsonNode whole = Json.read(post(api.path, api.ask(false, prompt)).body());
        List<JsonNode> events = events(post(api.streamPath, api.ask(true, prompt)));

        assertThat(whole.at(api.call).asText()).isEqualTo("weather");
        assertThat(Json.read(api.grown(events, api.arguments)))
                .isEqualTo(Json.read("{\"city\":\"Århus\",\"days\":[1,2]}"));
    }

    @ParameterizedTest
    @EnumSource
    void aScriptedFailureHasTheStatusAndAnErrorObject(Api api) throws Exception {
        HttpResponse<String> response = post(api.path, api.ask(false, "[[fail 429]]"));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
        assertThat(Json.read(response.body()).at("/error/message").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theThoughtsComeBeforeTheText(Api api) throws Exception {
        String streamed = post(api.streamPath, api.ask(true, "[[think carefully now]] [[words 3]]"))
                .body();

        assertThat(streamed.indexOf("carefully")).isPositive().isLessThan(streamed.indexOf("w0 w1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|{'messages':[{'role':'user','content':'[[call t {}]]'},"
                        + "{'role':'assistant','content':null,'tool_calls':[]},"
                        + "{'role':'tool','tool_call_id':'1','content':'18 degrees'}]}",
                "/v1/responses|{'input':[{'role':'user','content':'[[call t {}]]'},{'type':'function_call'},"
                        + "{'type':'function_call_output','output':'18 degrees'}]}",
                "/v1/messages|{'messages':[{'role':'user','content':'[[call t {}]]'},"
                        + "{'role':'assistant','content':[{'type':'tool_use'}]},{'role':'user','content':"
                        + "[{'type':'tool_result','content':[{'type':'text','text':'18 degrees'}]}]}]}",
                "/v1beta/models/m:generateContent|{'contents':[{'role':'user','parts':[{'text':'[[call t {}]]'}]},"
                        + "{'role':'model','parts':[{'functionCall':{}}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'response':{'output':'18 degrees'}}}]}]}",
            })
    void aToolsResultIsQuoted(String path, String body) throws Exception {
        String json =
                body.strip().replace("[[call t {}]]", "[[call t {'a':1}]]").replace('\'', '"');
        String answer = post(path, json.replace("{\"a\":1}", "{\\\"a\\\":1}")).body();

        assertThat(answer).contains("The tool said", "18 degrees");
    }

    @Test
    void tokensAreCounted() throws Exception {
        String messages = Api.ANTHROPIC.ask(false, "hello");
        JsonNode counted = Json.read(post("/v1/messages/count_tokens", messages).body());
        JsonNode gemini = Json.read(post("/v1beta/models/m:countTokens", Api.GEMINI.ask(false, "hello"))
                .body());

        assertThat(counted.path("input_tokens").asInt()).isPositive();
        assertThat(gemini.path("totalTokens").asInt()).isPositive();
    }

    @Test
    void everyTextHasAVector() throws Exception {
        JsonNode answer = Json.read(post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\",\"c\"]}")
                .body());

        assertThat(answer.path("data")).hasSize(3);
        assertThat(answer.at("/data/2/embedding/1").asDouble()).isEqualTo(0.8);
    }

    @Test
    void withoutSseGeminiStreamsAnArray() throws Exception {
        HttpResponse<String> response =
                post("/v1beta/models/m:streamGenerateContent", Api.GEMINI.ask(true, "[[words 30]]"));

        assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=UTF-8");
        assertThat(Json.read(response.body())).hasSizeGreaterThan(5);
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<JsonNode> events(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(200);
        Stream<String> data = response.body()
                .lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> line.substring("data: ".length()));
        return Json.MAPPER
                .readTree("[" + data.collect(Collectors.joining(",")) + "]")
                .valueStream()
                .toList();
    }
}
