package io.github.llmrouter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A guide by which an agent can set up and operate the router, with what a running one says of itself. */
@Command(
        name = "ai-help",
        description = "Prints a guide for agents that set up and operate the router.",
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true)
final class AiHelp implements Callable<Integer> {

    private static final String GUIDE = """
        # llm-router: a guide for agents

        One address for language models in four dialects: OpenAI Chat (/v1/chat/completions), OpenAI Responses
        (/v1/responses), Anthropic (/v1/messages), Gemini (/v1beta/models/NAME:generateContent); /route takes any.

        ## Set up
        1. Write config.yaml. The smallest:
             model_list:
               - model_name: gpt
                 llm_params: {api_type: openai, model: gpt-5.4-mini, api_base: https://api.openai.com/v1, api_key: "${env:OPENAI_API_KEY}"}
           Never write a secret into the file: use ${env:NAME} or ${file:/path}.
        2. Names that stand for several models: router_settings.model_groups. A model that chooses the model:
           router_settings.virtual_models ({name: auto-coding}).
        3. Keys of clients: access.keys; of operators: access.admin_keys.
           Check the file alone: java -jar llm-router.war config check config.yaml. A file of LiteLLM or of another
           llm-router loads as it is; config convert FILE prints the form shown here, without its secrets.
        4. Try every model: java -jar llm-router.war --config config.yaml --check   (exit 0: all well)
        5. Start: java -jar llm-router.war --config config.yaml --ip 127.0.0.1 --port 8000

        ## Operate
        - Edit the file: changes are taken over within a second, or refused whole; the log has line and column.
        - GET /health, /health/ready; GET /v1/models lists the names; POST /admin/reload (admin key).
        - GET, POST /admin/config: which model decides for virtual models. POST /admin/explain: what would happen.
        - Answers tell x-llm-router-model, -target, -attempts, and -dropped: what the model that answered could not be told;
          router_settings.debug_headers tells more.

        ## Connect coding agents
        java -jar llm-router.war connect claude-code|codex|gemini-cli|opencode|amp [--url URL] [--key KEY]
          [--model NAME] prints the settings; --write installs them and keeps a copy; --check tries them.
        Amp's current versions run their threads on Amp's own server and cannot be routed; the other four can.
        """;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8000",
            description = "the router (default: ${DEFAULT-VALUE})")
    private String url = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "none",
            description = "a key of the router; with an admin key the guide tells more")
    private String key = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(GUIDE);
        out.println("## The router at " + url + " now");
        out.println("/health/ready: " + asked("/health/ready"));
        out.println("/v1/models: " + asked("/v1/models"));
        out.println("/admin/config (who decides for virtual models): " + asked("/admin/config"));
        out.println("/admin/state (health, limits): " + asked("/admin/state"));
        return 0;
    }

    private String asked(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(3))
                .header("authorization", "Bearer " + key)
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 401, 403 -> answer.statusCode() + ": this wants another key (--key)";
                default -> answer.statusCode() + " " + answer.body();
            };
        } catch (IOException e) {
            return "not running";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }
}
