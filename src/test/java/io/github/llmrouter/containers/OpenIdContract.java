package io.github.llmrouter.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmrouter.DebianProgram;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single sign-on against an OpenID Connect provider. */
abstract class OpenIdContract extends SsoContract {

    OpenIdProvider provider;

    abstract ServletServer server(Path base, OpenIdProvider provider);

    @Override
    ServletServer server(Path base) throws IOException {
        provider = new OpenIdProvider(base);
        return server(base.resolve("server"), provider);
    }

    @AfterAll
    void stopProvider() {
        provider.close();
    }

    @Override
    HttpResponse<String> login(HttpClient browser, String page, String user, String role) throws Exception {
        HttpResponse<String> asked = get(browser, page);
        assertThat(provider.asks(asked))
                .as(asked.uri() + " " + asked.statusCode() + " " + asked.body())
                .isTrue();
        return provider.login(browser, asked, user, role);
    }

    @Test
    void aRealBrowserLogsInAndIsLedBack(@TempDir Path profile) throws Exception {
        Path program = DebianProgram.chromium().orElse(null);
        assumeTrue(program != null, DebianProgram.missing("Chromium"));
        Path dom = profile.resolve("dom.html");
        Process chromium = DebianProgram.withLibraries(new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + profile.resolve("data"),
                        "--timeout=20000",
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        front() + "/sso/login/admin/state"))
                .redirectOutput(dom.toFile())
                .redirectError(profile.resolve("stderr").toFile())
                .start();
        try {
            assertThat(chromium.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            chromium.destroyForcibly();
        }
        assertThat(Files.readString(dom, StandardCharsets.UTF_8)).contains("\"targets\"");
    }
}
