package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmrouter.DebianProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Tomcat behind a proxy that logs people in: Apache with mod_auth_openidc, set up with the file that an operator copies. */
final class ApacheSsoContract extends OpenIdContract {

    private final int port = ServletServer.freePort();
    private @Nullable Process proxy;

    @Override
    ServletServer server(Path base, OpenIdProvider provider) {
        return new TomcatServer(TomcatServer.V10, base);
    }

    @Override
    ServletServer server(Path base) throws IOException {
        Path program = DebianProgram.find("usr/sbin/apache2").orElse(null);
        Path openid = DebianProgram.find("usr/lib/apache2/modules/mod_auth_openidc.so")
                .orElse(null);
        assumeTrue(program != null && openid != null, DebianProgram.missing("Apache with mod_auth_openidc"));
        ServletServer server = super.server(base);
        Path directory = Files.createDirectories(base.resolve("proxy"));
        StringBuilder config = new StringBuilder();
        for (String module : List.of(
                "mpm_event",
                "authn_core",
                "authz_core",
                "authz_user",
                "auth_openidc",
                "headers",
                "proxy",
                "proxy_http")) {
            config.append("LoadModule ")
                    .append(module)
                    .append("_module ")
                    .append(openid.resolveSibling("mod_" + module + ".so"))
                    .append('\n');
        }
        config.append("""
            ServerRoot "%1$s"
            PidFile "%1$s/pid"
            ErrorLog "%1$s/error.log"
            ServerName 127.0.0.1
            User nobody
            Group nogroup
            Listen 127.0.0.1:%2$d
            StartServers 1
            Define OIDC_ISSUER %3$s
            Define OIDC_SECRET secret
            Define OIDC_PASSPHRASE a-long-passphrase
            Define PUBLIC_URL http://127.0.0.1:%2$d
            Define ROUTER_URL http://127.0.0.1:%4$d
            # as if it were a machine of its own
            ProxySourceAddress 127.0.0.9
            Include "%5$s"
            """.formatted(
                        directory,
                        port,
                        provider.issuer(),
                        server.port,
                        ServletServer.FILES.resolve("proxy/apache-openid.conf")));
        Path file = Files.writeString(directory.resolve("httpd.conf"), config);
        proxy = DebianProgram.withLibraries(
                        new ProcessBuilder(program.toString(), "-f", file.toString(), "-DFOREGROUND"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("console.log").toFile())
                .start();
        return server;
    }

    @AfterAll
    void stopProxy() throws InterruptedException {
        if (proxy != null) {
            proxy.destroy();
            if (!proxy.waitFor(10, TimeUnit.SECONDS)) {
                proxy.destroyForcibly();
            }
        }
    }

    @Override
    URI front() {
        return URI.create("http://127.0.0.1:" + port + "/llm-router");
    }

    @Test
    @Override
    void afterALogoutTheSessionIsGoodForNothing() throws Exception {
        HttpClient browser = browser();
        login(browser, "/sso/me", "alice", ADMIN);
        assertThat(get(browser, "/admin/state").statusCode()).isEqualTo(200);

        logout(browser);

        assertThat(get(browser, "/admin/state").statusCode()).isEqualTo(401);
    }

    /** The login is the proxy's. */
    @Override
    void logout(HttpClient browser) throws Exception {
        HttpResponse<String> last = get(browser, "/sso/callback?logout=" + front() + "/health");
        assertThat(last.statusCode()).isIn(200, 404);
    }

    @Test
    void namesThatABrowserSendsItselfAreThrownAway() throws Exception {
        HttpClient browser = browser();
        login(browser, "/sso/me", "victor", VIEWER);

        HttpResponse<String> me = get(browser, "/sso/me", "X-Forwarded-User", "alice", "X-Forwarded-Groups", ADMIN);

        assertThat(me.body()).contains("victor", VIEWER).doesNotContain("alice", ADMIN);
    }
}
