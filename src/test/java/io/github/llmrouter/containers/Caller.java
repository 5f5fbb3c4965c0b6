package io.github.llmrouter.containers;

import io.github.llmrouter.RawClient;
import io.github.llmrouter.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;

/** Talks to the web application as its clients do, and plays its upstream. */
abstract class Caller {

    static final String KEY = "sk-client";
    static final String ADMIN = "sk-admin";

    static final String WHOLE = """
        {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Hello from upstream"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":3,\
        "total_tokens":4}}\
        """;

    static final ScriptedUpstream UPSTREAM = new ScriptedUpstream((request, line) -> line.json(200, WHOLE));

    private volatile HttpClient client = client();

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /** Closes all connections: to some servers an idle one still belongs to the application that it was last used with. */
    void hangUp() {
        client.close();
        client = client();
    }

    /** The application's address, without a slash at its end. */
    abstract URI uri();

    static String yaml(String upstreamKey, String... more) {
        return """
            model_list:
              - model_name: m
                llm_params: {api_type: openai, model: up, api_base: "%s/v1", api_key: "%s"}
            %srouter_settings: {strategy: roundrobin}
            access:
              keys: [%s]
              admin_keys: [%s]
            server:
              body_limit: 1MiB
              grace: 3s
              cors: {origins: ["https://app.example"]}
            """.formatted(UPSTREAM.base(), upstreamKey, String.join("", more), KEY, ADMIN);
    }

    @BeforeEach
    void script() {
        UPSTREAM.script((request, line) -> line.json(200, WHOLE));
        UPSTREAM.requests().clear();
    }

    static String delta(String text) {
        return "data:"
            + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\""
                + text + "\"},\"finish_reason\":null}]}\n\n";
    }

    static String chat(boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    static String messages(boolean stream) {
        return "{\"model\":\"m\",\"max_tokens\":9,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    String path(String path) {
        return uri().getPath() + path;
    }

    RawClient raw() {
        return new RawClient(uri().getPort());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri() + path)).header("content-type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String body) throws Exception {
        return client.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path, "authorization", "Bearer " + KEY), body);
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(
                request(path, "authorization", "Bearer " + ADMIN).GET().build(), BodyHandlers.ofString());
    }
}
