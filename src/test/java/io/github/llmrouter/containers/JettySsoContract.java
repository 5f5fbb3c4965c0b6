package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Jetty's module {@code openid}. */
final class JettySsoContract extends OpenIdContract {

    @Override
    ServletServer server(Path base, OpenIdProvider provider) {
        return new JettyServer(base) {

            @Override
            List<String> command() throws Exception {
                copy(FILES.resolve("jetty/sso"), base);
                Files.writeString(base.resolve("etc/llm-router-people.properties"), """
                    alice: ,llm-router-admin
                    victor: ,llm-router-viewer
                    bob: ,somebody-else
                    """);
                List<String> command = new ArrayList<>(super.command());
                command.add("jetty.openid.provider=" + provider.issuer());
                return command;
            }

            @Override
            void deploy() throws IOException {
                super.deploy();
                Path context = base.resolve("webapps/llm-router.xml");
                String off = "llm-router-sso.ini:\n    ";
                String xml = text(context);
                int at = xml.indexOf(off) + off.length();
                Files.writeString(
                        context,
                        xml.substring(0, at) + "-->" + xml.substring(at).replaceFirst("-->", ""));
            }
        };
    }

    /** Jetty ends the provider's session as well, by sending the browser there. */
    @Override
    void logout(HttpClient browser) throws Exception {
        HttpRequest request = request("/sso/logout", "sec-fetch-site", "same-origin")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> last = browser.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(last.uri().toString()).startsWith(provider.issuer() + "/endsession");
        assertThat(last.statusCode()).isEqualTo(200);
    }
}
