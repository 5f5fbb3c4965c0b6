package io.github.llmrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.admin.AuditLines;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.Path;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every endpoint that is registered, and who may use it: one that is new fails until it is in the table, and then if it is unguarded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryEndpointTest {

    /** Who may use an endpoint. */
    private enum Kind {
        OPEN,
        /** Programs with a key. */
        API,
        /** Viewers and administrators; changes nothing. */
        VIEW,
        /** Administrators, from our own pages. */
        CHANGE,
        /** As VIEW, but written down. */
        LOGIN,
        /** Anybody, from our own pages. */
        LOGOUT
    }

    private static final Map<String, Kind> PEOPLE = Map.ofEntries(
            Map.entry("GET /admin/state", Kind.VIEW),
            Map.entry("GET /admin/usage", Kind.VIEW),
            Map.entry("GET /admin/config", Kind.VIEW),
            Map.entry("GET /config/runtime", Kind.VIEW),
            Map.entry("GET /metrics", Kind.VIEW),
            Map.entry("GET /sso/me", Kind.VIEW),
            Map.entry("POST /admin/explain", Kind.VIEW),
            Map.entry("GET /sso/login{to: (/.*)?}", Kind.LOGIN),
            Map.entry("POST /sso/logout", Kind.LOGOUT),
            Map.entry("GET /admin/sso/me", Kind.VIEW),
            Map.entry("GET /admin/sso/login{to: (/.*)?}", Kind.LOGIN),
            Map.entry("POST /admin/sso/logout", Kind.LOGOUT),
            Map.entry("POST /admin/reload", Kind.CHANGE),
            Map.entry("POST /admin/drain", Kind.CHANGE),
            Map.entry("POST /admin/resume", Kind.CHANGE),
            Map.entry("POST /admin/targets/{id: .+}", Kind.CHANGE),
            Map.entry("POST /admin/config", Kind.CHANGE),
            Map.entry("PUT /admin/config", Kind.CHANGE),
            Map.entry("POST /config/runtime", Kind.CHANGE),
            Map.entry("PUT /config/runtime", Kind.CHANGE));

    private static final List<String> OPEN =
            List.of("GET /", "GET /health", "GET /health/ready", "GET /admin", "GET /admin/console/{name}");

    private static final String[] KEY = {"authorization", "Bearer sk-admin"};

    private final RunningRouter router = new RunningRouter("""
        model_list:
          - model_name: m
            llm_params: {api_type: openai, model: up, api_base: "http://127.0.0.1:9/v1", api_key: x}
        access:
          keys: [sk-client]
          admin_keys: [{name: op, key: sk-admin}]
          trusted_proxy: {addresses: [127.0.0.1]}
        """);
    private final AuditLines trail = new AuditLines();
    private final Map<String, Kind> endpoints = endpoints();

    @AfterAll
    void stop() {
        router.close();
        trail.close();
    }

    @BeforeEach
    void forget() {
        trail.texts().clear();
    }

    private Map<String, Kind> endpoints() {
        Map<String, Kind> found = new TreeMap<>();
        RouterApplication application = new RouterApplication(context());
        Stream<Class<?>> classes = Stream.concat(
                application.getClasses().stream(),
                application.getInstances().stream().map(Object::getClass));
        classes.filter(type -> type.isAnnotationPresent(Path.class)
                        || type.getSuperclass().isAnnotationPresent(Path.class))
                .forEach(type -> collect("", Resource.from(type), type, found));
        application.getResources().forEach(resource -> collect("", resource, RouterApplication.class, found));
        return found;
    }

    private ServletContext context() {
        return (ServletContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAttribute" -> LlmRouter.ATTRIBUTE.equals(arguments[0]) ? router.router() : null;
                    case "getServerInfo" -> "none";
                    default -> null;
                });
    }

    private static void collect(String above, Resource resource, Class<?> type, Map<String, Kind> found) {
        String path = (above + "/" + resource.getPath()).replaceAll("/+", "/");
        for (ResourceMethod method : resource.getResourceMethods()) {
            String endpoint = method.getHttpMethod() + " " + (path.length() > 1 ? path.replaceFirst("/$", "") : path);
            boolean api = type.getPackage() == RouterApplication.class.getPackage();
            Kind otherwise = OPEN.contains(endpoint) ? Kind.OPEN : api ? Kind.API : null;
            Kind kind = PEOPLE.getOrDefault(endpoint, otherwise);
            assertThat(kind)
                    .as(endpoint + " is new: say in this test who may use it")
                    .isNotNull();
            found.put(endpoint, kind);
        }
        resource.getChildResources().forEach(child -> collect(path, child, type, found));
    }

    @Test
    void theTableIsWhatThereIs() {
        assertThat(endpoints.keySet()).containsAll(PEOPLE.keySet()).containsAll(OPEN);
        assertThat(endpoints.values()).filteredOn(Kind.API::equals).hasSizeGreaterThan(40);
    }

    @Test
    void nobodyGetsPastAnyWithoutAKeyAndEachRefusalOfPeopleIsWrittenDownOnce() {
        endpoints.forEach((endpoint, kind) -> {
            int status = status(endpoint);
            switch (kind) {
                case OPEN -> assertThat(status).as(endpoint).isEqualTo(200);
                case API -> {
                    assertThat(status).as(endpoint).isEqualTo(401);
                    assertThat(status(endpoint, KEY)).as(endpoint).isEqualTo(401);
                    assertThat(status(endpoint, as("llm-router-admin")))
                            .as(endpoint)
                            .isEqualTo(401);
                }
                case VIEW, CHANGE, LOGIN -> {
                    assertThat(status).as(endpoint).isEqualTo(401);
                    assertThat(status(endpoint, "authorization", "Bearer sk-client"))
                            .as(endpoint)
                            .isEqualTo(401);
                    assertThat(written(endpoint)).containsExactly("refused", "refused");
                }
                case LOGOUT -> assertThat(written(endpoint)).isEmpty();
            }
            trail.texts().clear();
        });
    }

    @Test
    void whoHasNoRoleIsRefusedAndThatIsWrittenDownOnce() {
        endpoints.forEach((endpoint, kind) -> {
            if (kind == Kind.VIEW || kind == Kind.CHANGE || kind == Kind.LOGIN) {
                assertThat(status(endpoint, as("somebody-else"))).as(endpoint).isEqualTo(403);
                assertThat(written(endpoint)).as(endpoint).containsExactly("refused");
                assertThat(trail.events().getFirst().path("who").asText()).isEqualTo("alice");
            }
            trail.texts().clear();
        });
    }

    @Test
    void aViewerSeesEverythingAndChangesNothing() {
        endpoints.forEach((endpoint, kind) -> {
            int status = status(endpoint, as("llm-router-viewer", "sec-fetch-site", "same-origin"));
            if (kind == Kind.VIEW || kind == Kind.LOGIN) {
                assertThat(status).as(endpoint).isNotIn(401, 403, 404, 405);
                assertThat(written(endpoint)).as(endpoint).hasSize(kind == Kind.LOGIN ? 1 : 0);
            } else if (kind == Kind.CHANGE) {
                assertThat(status).as(endpoint).isEqualTo(403);
                assertThat(written(endpoint)).as(endpoint).containsExactly("refused");
            }
            trail.texts().clear();
        });
    }

    @Test
    void aLoginChangesNothingWhenAnotherSitesPageAsks() {
        endpoints.forEach((endpoint, kind) -> {
            if (kind == Kind.CHANGE) {
                assertThat(status(endpoint, as("llm-router-admin")))
                        .as(endpoint)
                        .isEqualTo(403);
                assertThat(status(endpoint, as("llm-router-admin", "sec-fetch-site", "cross-site")))
                        .as(endpoint)
                        .isEqualTo(403);
                assertThat(status(endpoint, as("llm-router-admin", "origin", "https://evil.example")))
                        .as(endpoint)
                        .isEqualTo(403);
                assertThat(written(endpoint)).as(endpoint).containsExactly("cross-site", "cross-site", "cross-site");
            }
            trail.texts().clear();
        });
    }

    @Test
    void anAdministratorChangesThingsAndEachIsWrittenDownOnce() {
        endpoints.forEach((endpoint, kind) -> {
            if (kind != Kind.OPEN && kind != Kind.API && kind != Kind.LOGOUT) {
                assertThat(status(endpoint, KEY)).as(endpoint).isNotIn(401, 403, 405);
                assertThat(status(endpoint, as("llm-router-admin", "sec-fetch-site", "same-origin")))
                        .as(endpoint)
                        .isNotIn(401, 403, 405);
                assertThat(written(endpoint)).as(endpoint).hasSize(kind == Kind.VIEW ? 0 : 2);
            }
            trail.texts().clear();
        });
    }

    private List<String> written(String endpoint) {
        return trail.events().stream()
                .map(event -> event.path("outcome").asText())
                .toList();
    }

    private static String[] as(String group, String... more) {
        List<String> headers = new ArrayList<>(List.of("X-Forwarded-User", "alice", "X-Forwarded-Groups", group));
        headers.addAll(List.of(more));
        return headers.toArray(String[]::new);
    }

    private int status(String endpoint, String... headers) {
        String method = endpoint.substring(0, endpoint.indexOf(' '));
        String path = endpoint.substring(endpoint.indexOf(' ') + 1)
                .replace("models/{tail:.+}", method.equals("POST") ? "models/m:generateContent" : "models/m");
        HttpRequest.BodyPublisher body =
                method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString("{}");
        return router.send(router.request(filled(path), headers)
                        .method(method, body)
                        .build())
                .statusCode();
    }

    private static String filled(String path) {
        return path.replace("{rest:(/.*)?}", "")
                .replace("{to: (/.*)?}", "")
                .replace("/console/{name}", "/console/page.js")
                .replace("/{dialect}/{path:.+}", "/anthropic/v1/messages")
                .replaceAll("\\{[^{}]*(\\{[^{}]*}[^{}]*)*}", "x");
    }
}
