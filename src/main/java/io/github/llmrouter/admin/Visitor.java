package io.github.llmrouter.admin;

import io.github.llmrouter.access.Visit;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** What a servlet request shows of the one who sends it. */
public record Visitor(HttpServletRequest request) implements Visit {

    @Override
    public String address() {
        return String.valueOf(request.getRemoteAddr());
    }

    @Override
    public @Nullable String header(String name) {
        Enumeration<String> values = request.getHeaders(name);
        String value = values != null && values.hasMoreElements() ? values.nextElement() : null;
        return value == null || values.hasMoreElements() ? null : value;
    }

    @Override
    public @Nullable String user() {
        Principal principal = request.getUserPrincipal();
        return principal == null ? null : principal.getName();
    }

    @Override
    public boolean inRole(String role) {
        return request.isUserInRole(role);
    }

    @Override
    public boolean session() {
        return request.getRequestedSessionId() != null || request.getSession(false) != null;
    }
}
