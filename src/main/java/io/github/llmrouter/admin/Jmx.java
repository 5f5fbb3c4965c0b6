package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import java.security.Principal;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** What comes by JMX, where the server alone decides who may; it is written down as everything else. */
final class Jmx {

    private Jmx() {}

    static <T> T audited(LlmRouter router, String action, Supplier<T> work) {
        return router.audit().of(action, "jmx", who(), router::configurationHash, work);
    }

    /** Null where the connector asks nobody who he is. */
    private static @Nullable String who() {
        Subject subject = Subject.current();
        String names = subject == null
                ? ""
                : subject.getPrincipals().stream().map(Principal::getName).collect(Collectors.joining(","));
        return names.isEmpty() ? null : names;
    }
}
