package io.github.llmrouter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** WildFly's management over HTTP. It takes a deployment that does not start back by itself. */
final class WildFlyDeployment implements Deployment {

    private static final String BOUNDARY = "llm-router-deployment";

    private final HttpClient client;
    private final URI server;
    private final Login login;
    private final String name;
    private @Nullable String previous;

    /** @param name such as {@code llm-router.war} */
    WildFlyDeployment(HttpClient client, URI server, Login login, String name) {
        this.client = client;
        this.server = server;
        this.login = login;
        this.name = name;
    }

    @Override
    public void install(Path war) throws IOException, InterruptedException, CannotStart {
        previous = installed();
        JsonNode uploaded = post(
                "/management/add-content",
                "multipart/form-data; boundary=" + BOUNDARY,
                BodyPublishers.concat(
                        BodyPublishers.ofString("--" + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"),
                        BodyPublishers.ofFile(war),
                        BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n")));
        replace(uploaded.path("result").path("BYTES_VALUE").asText());
    }

    /** The hash of the content that is deployed now, null if there is none. */
    private @Nullable String installed() throws IOException, InterruptedException {
        JsonNode answer = call(
                "/management",
                "application/json",
                BodyPublishers.ofString(Json.object()
                        .with("operation", "read-attribute")
                        .with("address", address())
                        .with("name", "content")
                        .toString()));
        String hash =
                answer.path("result").path(0).path("hash").path("BYTES_VALUE").asText();
        return hash.isEmpty() ? null : hash;
    }

    private Json address() {
        return Json.object().with("deployment", name);
    }

    private void replace(String hash) throws IOException, InterruptedException, CannotStart {
        JsonNode content = Json.MAPPER
                .createArrayNode()
                .add(Json.MAPPER
                        .createObjectNode()
                        .set("hash", Json.MAPPER.createObjectNode().put("BYTES_VALUE", hash)));
        Json operation = Json.object().with("content", content).with("enabled", true);
        post(
                "/management",
                "application/json",
                BodyPublishers.ofString((previous == null
                                ? operation.with("operation", "add").with("address", address())
                                : operation
                                        .with("operation", "full-replace-deployment")
                                        .with("name", name))
                        .toString()));
    }

    @Override
    public void rollBack() throws IOException, InterruptedException, CannotStart {
        if (previous != null) {
            replace(previous);
            return;
        }
        for (String step : new String[] {"undeploy", "remove"}) {
            post(
                    "/management",
                    "application/json",
                    BodyPublishers.ofString(Json.object()
                            .with("operation", step)
                            .with("address", address())
                            .toString()));
        }
    }

    @Override
    public void settle() {
        // The replaced content is no longer kept by the server.
    }

    private JsonNode post(String path, String type, BodyPublisher body)
            throws IOException, InterruptedException, CannotStart {
        JsonNode answer = call(path, type, body);
        if (!answer.path("outcome").asText().equals("success")) {
            throw new CannotStart("WildFly: " + answer.path("failure-description"));
        }
        return answer;
    }

    private JsonNode call(String path, String type, BodyPublisher body) throws IOException, InterruptedException {
        URI uri = URI.create(server + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("content-type", type).POST(body);
        HttpResponse<Void> challenge = client.send(
                HttpRequest.newBuilder(URI.create(server + "/management")).build(),
                HttpResponse.BodyHandlers.discarding());
        challenge
                .headers()
                .firstValue("www-authenticate")
                .map(said -> Digest.answer(said, login, "POST", uri.getRawPath()))
                .ifPresent(answer -> request.header("authorization", answer));
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 401) {
            throw new IOException("WildFly's management refuses this user");
        }
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
