package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WildFly's subsystem {@code elytron-oidc-client}. */
final class WildFlySsoContract extends OpenIdContract {

    @Override
    ServletServer server(Path base, OpenIdProvider provider) {
        return new WildFlyServer(base) {

            @Override
            List<String> command() throws Exception {
                List<String> command = new ArrayList<>(super.command());
                cli(FILES.resolve("wildfly/llm-router-sso.cli"));
                command.add("-Dllm-router.oidc.provider=" + provider.issuer());
                command.add("-Dllm-router.oidc.secret=secret");
                return command;
            }
        };
    }

    /** WildFly looks at no token where nothing is guarded: this is not a way into the API, and it opens nothing by mistake. */
    @Test
    void aTokenOfTheProviderIsNoKeyOfTheApi() throws Exception {
        HttpClient program = browser();
        String robot = provider.token(program, "robot");

        assertThat(robot).contains(".");
        assertThat(post(program, "/v1/chat/completions", "authorization", "Bearer " + robot))
                .isEqualTo(401);
        assertThat(post(program, "/admin/reload", "authorization", "Bearer " + robot))
                .isEqualTo(401);
    }
}
