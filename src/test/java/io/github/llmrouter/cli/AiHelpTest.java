package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An agent reads how to set the router up, and what a running one is doing. */
class AiHelpTest {

    private static String run(String... arguments) {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new AiHelp())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
        assertThat(code).isZero();
        return said.toString();
    }

    @Test
    void theGuideTellsTheStateOfARunningRouterToWhomItMay() {
        String config = """
            model_list:
              - {model_name: gpt, price: {input: 1, output: 2}, llm_params: {api_type: openai, model: up, api_base: "http://127.0.0.1:9/v1", api_key: sk-hidden}}
            router_settings: {virtual_models: [{name: auto-coding}]}
            access: {keys: [{name: k, key: client-key}], admin_keys: [operator-key]}
            """;
        try (RunningRouter router = new RunningRouter(config)) {
            String operator = run("--url", router.base(), "--key", "operator-key");
            assertThat(operator)
                    .contains("## Set up", "connect claude-code", "/health/ready: 200")
                    .contains("\"effective_router_model_id\":\"gpt\"", "/admin/state (health, limits): 200")
                    .doesNotContain("sk-hidden", "client-key");
            String client = run("--url", router.base(), "--key", "client-key");
            assertThat(client)
                    .contains("\"id\":\"auto-coding\"")
                    .contains("/admin/config (who decides for virtual models): 40");
        }
    }

    @Test
    void withoutARouterTheGuideIsStillThere() {
        assertThat(run("--url", "http://127.0.0.1:9")).contains("## Operate", "/health/ready: not running");
    }
}
