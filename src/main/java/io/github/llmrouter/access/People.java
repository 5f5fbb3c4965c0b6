package io.github.llmrouter.access;

import io.github.llmrouter.access.Operator.Means;
import io.github.llmrouter.access.Operator.Role;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.Config.Limit;
import io.github.llmrouter.config.Config.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is known without a key: by the container's login, or by a proxy that vouches for him. Immutable, for any thread. */
final class People {

    private final List<Principal> principals;
    private final Config.@Nullable TrustedProxy proxy;
    private final Networks trusted;

    People(Config.Access config) {
        principals = config.principals();
        proxy = config.trustedProxy();
        trusted = new Networks(proxy == null ? List.of() : proxy.addresses());
    }

    Optional<Operator> operator(Visit visit) {
        String user = visit.user();
        Optional<Operator> login = user == null
                ? Optional.empty()
                : role(visit::inRole).map(role -> new Operator(user, role, Means.LOGIN));
        return login.or(() -> vouchedFor(visit));
    }

    /** Somebody, whatever his roles are; for the record of who was refused. */
    Optional<String> name(Visit visit) {
        return Optional.ofNullable(visit.user()).or(() -> proxyUser(visit));
    }

    private Optional<Operator> vouchedFor(Visit visit) {
        return proxyUser(visit).flatMap(user -> {
            String header = proxy == null ? null : visit.header(proxy.groupsHeader());
            List<String> groups = header == null
                    ? List.of()
                    : Arrays.stream(header.split(",")).map(String::strip).toList();
            return role(groups::contains).map(role -> new Operator(user, role, Means.PROXY));
        });
    }

    private Optional<String> proxyUser(Visit visit) {
        if (proxy == null || !trusted.hold(visit.address())) {
            return Optional.empty();
        }
        return Optional.ofNullable(visit.header(proxy.userHeader()))
                .map(String::strip)
                .filter(user -> !user.isEmpty());
    }

    private static Optional<Role> role(Predicate<String> has) {
        return Stream.of(Role.values()).filter(role -> has.test(role.written())).findFirst();
    }

    /**
     * The API's user whom the container has authenticated on this very request. A session does not count: a browser would show it
     * for any page that asks. Several roles add up: all their models, all their limits.
     */
    Optional<Caller> caller(Visit visit) {
        String user = visit.user();
        if (user == null || visit.session() || crossSite(visit)) {
            return Optional.empty();
        }
        List<Principal> held = principals.stream()
                .filter(principal -> visit.inRole(principal.role()))
                .toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        boolean all = held.stream().anyMatch(principal -> principal.models().isEmpty());
        List<String> models = all
                ? List.of()
                : held.stream()
                        .flatMap(principal -> principal.models().stream())
                        .distinct()
                        .toList();
        List<Limit> limits = held.stream()
                .flatMap(principal -> principal.limits().stream())
                .distinct()
                .toList();
        return Optional.of(Caller.principal(user, models, limits, held.stream().anyMatch(Principal::strict)));
    }

    /** Certificates and tickets, too, are shown by browsers without being asked. */
    private static boolean crossSite(Visit visit) {
        String site = visit.header("sec-fetch-site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }
}
