package io.github.llmrouter.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.access.Operator.Means;
import io.github.llmrouter.access.Operator.Role;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.Config.AccessKey;
import io.github.llmrouter.config.Config.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeopleTest {

    private static final Config.TrustedProxy PROXY =
            new Config.TrustedProxy(List.of("10.1.0.0/16", "fd00::7"), "X-Forwarded-User", "X-Forwarded-Groups");
    private static final Principal USER = new Principal("llm-user", List.of("best"), List.of(), false);
    private static final Principal POWER = new Principal("llm-power", List.of("large"), List.of(), true);

    private final Access access = Access.of(new Config.Access(
            List.of(),
            List.of(new AccessKey("op", "sk-admin", List.of(), List.of(), false)),
            List.of(USER, POWER),
            PROXY));

    private record Seen(
            String address,
            Map<String, String> headers,
            @Nullable String user,
            Set<String> roles,
            boolean session) implements Visit {

        static Seen from(String address, String user, String groups) {
            Map<String, String> headers = new HashMap<>();
            headers.put("X-Forwarded-User", user);
            headers.put("X-Forwarded-Groups", groups);
            return new Seen(address, headers, null, Set.of(), false);
        }

        static Seen login(String user, boolean session, String... roles) {
            return new Seen("192.0.2.1", Map.of(), user, Set.of(roles), session);
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public boolean inRole(String role) {
            return roles.contains(role);
        }
    }

    @Test
    void headersOfTheTrustedProxyAreBelieved() {
        assertThat(access.operator(List.of(), Seen.from("10.1.200.3", "alice", "staff, llm-router-admin")))
                .contains(new Operator("alice", Role.ADMIN, Means.PROXY));
        assertThat(access.operator(List.of(), Seen.from("fd00:0:0:0:0:0:0:7", "alice", "llm-router-viewer")))
                .contains(new Operator("alice", Role.VIEWER, Means.PROXY));
        assertThat(access.operator(List.of(), Seen.from("::ffff:10.1.2.3", "alice", "llm-router-viewer")))
                .isPresent();
    }

    @Test
    void headersOfAnybodyElseAreNot() {
        for (String address : List.of("10.2.0.1", "127.0.0.1", "fd00::8", "proxy.example", "")) {
            assertThat(access.operator(List.of(), Seen.from(address, "mallory", "llm-router-admin")))
                    .as(address)
                    .isEmpty();
        }
    }

    @Test
    void aProxysUserWithoutTheGroupIsNobody() {
        assertThat(access.operator(List.of(), Seen.from("10.1.0.1", "bob", "llm-router-administrators")))
                .isEmpty();
        assertThat(access.operator(List.of(), Seen.from("10.1.0.1", " ", "llm-router-admin")))
                .isEmpty();
    }

    @Test
    void theContainersLoginCountsByItsRole() {
        assertThat(access.operator(List.of(), Seen.login("alice", true, "llm-router-admin")))
                .contains(new Operator("alice", Role.ADMIN, Means.LOGIN));
        assertThat(access.operator(List.of(), Seen.login("bob", true, "llm-user")))
                .isEmpty();
        assertThat(access.operator(List.of("sk-admin"), Seen.login("bob", true, "llm-user")))
                .contains(new Operator("op", Role.ADMIN, Means.KEY));
    }

    @Test
    void aSessionNeverOpensTheApi() {
        assertThat(access.check(List.of(), Seen.login("carol", true, "llm-user")))
                .isInstanceOf(Verdict.Missing.class);
        assertThat(access.check(List.of(), Seen.login("carol", false, "llm-user")))
                .isInstanceOf(Verdict.Known.class);
        assertThat(access.check(List.of(), Seen.from("10.1.0.1", "alice", "llm-user")))
                .isInstanceOf(Verdict.Missing.class);
    }

    @Test
    void severalRolesAddUp() {
        Verdict verdict = access.check(List.of("jwt"), Seen.login("dave", false, "llm-user", "llm-power"));

        assertThat(verdict)
                .isEqualTo(new Verdict.Known(Caller.principal("dave", List.of("best", "large"), List.of(), true)));
    }

    @Test
    void otherSitesCannotUseACertificateThroughABrowser() {
        Seen page = new Seen("192.0.2.1", Map.of("sec-fetch-site", "cross-site"), "dave", Set.of("llm-user"), false);

        assertThat(access.check(List.of(), page)).isInstanceOf(Verdict.Missing.class);
    }

    @Test
    void whereOnlyPrincipalsMayCallTheRouterIsNotOpen() {
        assertThat(access.open()).isFalse();
        assertThat(access.check(List.of(), Seen.login("eve", false, "other"))).isInstanceOf(Verdict.Missing.class);
    }
}
