package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouterListener;
import io.github.llmrouter.ScriptedUpstream;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code access.principals}: whom the container knows by a client certificate uses the API as himself, within his roles' limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String WHOLE = """
        {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
        """;

    private final ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> line.json(200, WHOLE));
    private final List<HttpClient> clients = new ArrayList<>();
    private final Server server = new Server();

    private Path directory;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        store("server", "CN=localhost", "-ext", "san=ip:127.0.0.1");
        for (String name : List.of("robot", "limited", "stranger")) {
            store(name, "CN=" + name);
            keytool("-exportcert", "-keystore", file(name), "-alias", name, "-file", file(name + "-cert"));
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-keystore",
                    file("trusted"),
                    "-alias",
                    name,
                    "-file",
                    file(name + "-cert"));
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(file("server"));
        tls.setKeyStorePassword("changeit");
        tls.setTrustStorePath(file("trusted"));
        tls.setTrustStorePassword("changeit");
        tls.setWantClientAuth(true);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector =
                new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(application());
        server.start();
    }

    private ServletContextHandler application() throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), """
            model_list:
              - {model_name: m, llm_params: {api_type: openai, model: up, api_base: "%1$s/v1", api_key: x}}
              - {model_name: large, llm_params: {api_type: openai, model: up, api_base: "%1$s/v1", api_key: x}}
            access:
              admin_keys: [{name: operations, key: sk-admin-0123456789}]
              keys:
                - sk-client
                - {name: "CN=limited", key: sk-namesake, limits: [{requests: 2, window: hour}]}
              principals:
                - {role: llm-user, models: [m]}
                - {role: llm-limited, models: [m], limits: [{requests: 2, window: hour}]}
            """.formatted(upstream.base()));
        ServletContextHandler context = new ServletContextHandler("/");
        context.setInitParameter("llm-router.config", config.toString());
        context.setSessionHandler(new SessionHandler());
        context.setSecurityHandler(security());
        context.addEventListener(new LlmRouterListener());
        context.addFilter(new EdgeFilter(), "/*", EnumSet.of(DispatcherType.REQUEST))
                .setAsyncSupported(true);
        ServletHolder rest = new ServletHolder(new RouterServlet());
        rest.setInitParameter("jakarta.ws.rs.Application", RouterApplication.class.getName());
        rest.setAsyncSupported(true);
        context.addServlet(rest, "/*");
        return context;
    }

    private ConstraintSecurityHandler security() {
        UserStore users = new UserStore();
        users.addUser("CN=robot", Credential.getCredential(""), new String[] {"llm-user"});
        users.addUser("CN=limited", Credential.getCredential(""), new String[] {"llm-limited"});
        users.addUser("CN=stranger", Credential.getCredential(""), new String[] {"somebody-else"});
        HashLoginService login = new HashLoginService("certificates");
        login.setUserStore(users);
        SslContextFactory.Server checked = new SslContextFactory.Server();
        checked.setTrustAll(false);
        SslClientCertAuthenticator authenticator = new SslClientCertAuthenticator(checked);
        authenticator.setValidateCerts(false); // TLS has done it
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setLoginService(login);
        security.setAuthenticator(authenticator);
        return security;
    }

    @AfterAll
    void stop() throws Exception {
        clients.forEach(HttpClient::close);
        server.stop();
        upstream.close();
    }

    @Test
    void aCertificateWithTheRoleOpensTheApiForTheRolesModels() throws Exception {
        HttpClient robot = client("robot");

        assertThat(chat(robot, "m")).isEqualTo(200);
        assertThat(chat(robot, "large")).isIn(403, 404);
        assertThat(get(robot, "/v1/models").body()).contains("\"m\"");
    }

    @Test
    void theRolesLimitIsThePrincipalsOwn() throws Exception {
        HttpClient limited = client("limited");

        assertThat(List.of(chat(limited, "m"), chat(limited, "m"), chat(limited, "m")))
                .containsExactly(200, 200, 429);
        HttpResponse<String> state = limited.send(
                HttpRequest.newBuilder(uri("/admin/state"))
                        .header("authorization", "Bearer sk-admin-0123456789")
                        .build(),
                BodyHandlers.ofString());
        assertThat(state.body())
                .contains("\"people\":[{\"id\":\"principal/CN=limited/")
                .contains("\"used\":\"2\"");
        assertThat(chat(client("robot"), "m")).isEqualTo(200);
        // A key of the same name has a limit of its own.
        HttpClient key = client(null);
        assertThat(List.of(namesake(key), namesake(key), namesake(key))).containsExactly(200, 200, 429);
    }

    private int namesake(HttpClient client) throws Exception {
        return chat(client, "m", "authorization", "Bearer sk-namesake");
    }

    @Test
    void withoutTheRoleOrWithoutACertificateAKeyIsNeeded() throws Exception {
        assertThat(chat(client("stranger"), "m")).isEqualTo(401);
        assertThat(chat(client(null), "m")).isEqualTo(401);
        assertThat(chat(client(null), "m", "authorization", "Bearer sk-client")).isEqualTo(200);
        assertThat(chat(client("stranger"), "m", "x-api-key", "sk-client")).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteCannotUseTheCertificateOfABrowser() throws Exception {
        assertThat(chat(client("robot"), "m", "sec-fetch-site", "cross-site")).isEqualTo(401);
        assertThat(chat(client("robot"), "m", "sec-fetch-site", "same-origin")).isEqualTo(200);
    }

    @Test
    void withASessionsCookieTheCertificateDoesNotCount() throws Exception {
        assertThat(chat(client("robot"), "m", "cookie", "JSESSIONID=node01abc")).isEqualTo(401);
    }

    @Test
    void aRoleForTheApiIsNoneForTheAdministration() throws Exception {
        assertThat(get(client("robot"), "/admin/state").statusCode()).isEqualTo(403);
    }

    private int chat(HttpClient client, String model, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".formatted(model)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + path);
    }

    private HttpClient client(@org.jspecify.annotations.Nullable String name) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(Path.of(file("server")).toFile(), PASSWORD));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (name != null) {
            keys.init(KeyStore.getInstance(Path.of(file(name)).toFile(), PASSWORD), PASSWORD);
        }
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(name == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .cookieHandler(new CookieManager())
                .build();
        clients.add(client);
        return client;
    }

    private void store(String name, String subject, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "-genkeypair",
                "-keystore",
                file(name),
                "-alias",
                name,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-validity",
                "30"));
        options.addAll(List.of(more));
        keytool(options.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static void keytool(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
