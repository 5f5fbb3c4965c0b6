package io.github.llmrouter.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.Logs;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to providers through proxies, and never past them. */
class ProxyTest {

    private static final String NAME = "provider.example";
    private static final String PASSWORD = "p@ss:wörd-secret";
    private static final String LOGIN = "user:p%40ss%3Aw%C3%B6rd-secret@";

    private final Logs logs = new Logs();
    private final ScriptedUpstream upstream =
            new ScriptedUpstream((request, line) -> Side.of(request).play(request, line));
    private TinyProxy proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = new TinyProxy("user", PASSWORD);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        upstream.close();
        logs.close();
        assertThat(logs.text()).doesNotContain(PASSWORD, "p%40ss", "wörd-secret");
    }

    private String server(String scheme, String login, String more) {
        return "server: {timeouts: {connect: 3s, first_byte: 3s, idle: 3s}, proxy: \"" + scheme + "://" + login
                + "127.0.0.1:" + proxy.port() + "\"" + more + "}\n";
    }

    private String models(String host) {
        return Side.models("http://" + host + ":" + upstream.port());
    }

    private static void assertAnswers(RunningRouter router) {
        for (Side side : Side.values()) {
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = router.post(side.path(stream), side.body(stream));
                assertThat(answer.body()).isEqualTo(stream ? side.stream() : side.answer());
            }
        }
        router.awaitSettled();
    }

    private static HttpResponse<String> refused(RunningRouter router) {
        HttpResponse<String> answer = router.post("/v1/messages", Side.ANTHROPIC.body(false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body() + answer.headers()).doesNotContain("secret");
        router.awaitSettled();
        return answer;
    }

    @ParameterizedTest
    @CsvSource({"http, HTTP " + NAME, "socks5h, SOCKS3 " + NAME})
    void namesAreTheProxysBusiness(String scheme, String asked) {
        try (RunningRouter router = new RunningRouter(server(scheme, LOGIN, "") + models(NAME))) {
            assertAnswers(router);
            assertThat(proxy.asked()).isNotEmpty().containsOnly(asked);
            assertThat(upstream.requests())
                    .allSatisfy(request -> assertThat(request.headers())
                            .doesNotContainKeys("proxy-authorization", "proxy-connection"));
        }
    }

    @Test
    void socks5SendsAddresses() {
        try (RunningRouter router = new RunningRouter(server("socks5", LOGIN, "") + models("127.0.0.1"))) {
            assertAnswers(router);
            assertThat(proxy.asked()).isNotEmpty().containsOnly("SOCKS1 127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5h"})
    void secureConnectionsGoThroughATunnel(String scheme, @TempDir Path folder) throws Exception {
        Certificate certificate = Certificate.make(folder, NAME);
        try (ScriptedUpstream secure = new ScriptedUpstream(
                (request, line) -> Side.of(request).play(request, line),
                certificate.context().getServerSocketFactory())) {
            String models = Side.models("https://" + NAME + ":" + secure.port());
            String trusting = ", certificates: [\"" + certificate.pem() + "\"]";
            try (RunningRouter router = new RunningRouter(server(scheme, LOGIN, trusting) + models)) {
                assertAnswers(router);
                assertThat(proxy.asked())
                        .isNotEmpty()
                        .containsOnly((scheme.equals("http") ? "CONNECT " : "SOCKS3 ") + NAME);
            }
            try (RunningRouter router = new RunningRouter(server(scheme, LOGIN, "") + models)) {
                assertThat(refused(router).body()).contains("secure connection");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5", "socks5h"})
    void aWrongLoginIsAnErrorAndNoWayRound(String scheme) {
        for (String login : new String[] {"user:wrong-secret@", ""}) {
            try (RunningRouter router = new RunningRouter(server(scheme, login, "") + models("127.0.0.1"))) {
                HttpResponse<String> answer = router.post("/v1/messages", Side.ANTHROPIC.body(false));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
                assertThat(answer.body() + answer.headers()).doesNotContain("secret");
                router.awaitSettled();
            }
        }
        assertThat(upstream.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "socks5", "socks5h"})
    void aDeadProxyIsAnErrorAndNoWayRound(String scheme) throws IOException {
        String server = server(scheme, LOGIN, "");
        proxy.close();
        try (RunningRouter router = new RunningRouter(server + models("127.0.0.1"))) {
            refused(router);
        }
        assertThat(upstream.connections()).isZero();
    }

    @Test
    void exceptionsAreReachedDirectly() {
        String exceptions = ", no_proxy: [\"127.0.0.0/8\", .internal]";
        try (RunningRouter router = new RunningRouter(server("http", LOGIN, exceptions) + models("127.0.0.1"))) {
            assertAnswers(router);
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @Test
    void aModelMayHaveAProxyOfItsOwnOrNone() throws IOException {
        try (TinyProxy other = new TinyProxy(null, null);
                RunningRouter router = new RunningRouter(
                        server("http", LOGIN, "") + """
                            model_list:
                              - {model_name: m, proxy: "socks5h://127.0.0.1:%1$d", llm_params: {api_type: openai, model: up, api_base: "http://%2$s:%3$d/v1", api_key: k}}
                              - {model_name: r, proxy: direct, llm_params: {api_type: openai-responses, model: up, api_base: "http://127.0.0.1:%3$d/v1", api_key: k}}
                              - {model_name: a, llm_params: {api_type: anthropic, model: up, api_base: "http://%2$s:%3$d", api_key: k}}
                            """.formatted(other.port(), NAME, upstream.port()))) {
            assertThat(router.post("/v1/responses", Side.RESPONSES.body(true)).body())
                    .isEqualTo(Side.RESPONSES.stream());
            assertThat(proxy.asked()).isEmpty();
            assertThat(router.post("/v1/chat/completions", Side.OPENAI.body(true))
                            .body())
                    .isEqualTo(Side.OPENAI.stream());
            assertThat(other.asked()).containsExactly("SOCKS3 " + NAME);
            assertThat(router.post("/v1/messages", Side.ANTHROPIC.body(true)).body())
                    .isEqualTo(Side.ANTHROPIC.stream());
            assertThat(proxy.asked()).containsExactly("HTTP " + NAME);
        }
    }
}
