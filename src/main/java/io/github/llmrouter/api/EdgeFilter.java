package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.admin.Guard;
import io.github.llmrouter.config.Config;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every answer has, whoever gives it: the request's id, and leave for browsers of other origins. */
public final class EdgeFilter extends HttpFilter {

    private static final long serialVersionUID = 1;
    private static final String ID = EdgeFilter.class.getName() + ".id";
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,128}");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(ID) == null) {
            String id = id(request.getHeader("x-request-id"));
            request.setAttribute(ID, id);
            response.setHeader("x-request-id", id);
            response.setHeader("request-id", id);
            response.setHeader("x-llm-router-request-id", id);
            if (Guard.isForPeople(request)) {
                protect(response);
            }
            if (cors(request, response)) {
                return;
            }
        }
        PlainRequest plain = new PlainRequest(request);
        Arrival.keep(plain, response);
        chain.doFilter(plain, response);
    }

    /** The id under which this request is logged, here and upstream. */
    static String id(HttpServletRequest request) {
        return request.getAttribute(ID) instanceof String id ? id : "";
    }

    private static String id(@Nullable String given) {
        if (given != null && USABLE.matcher(given).matches()) {
            return given;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // Version 4, without the cost of a secure generator: an id is no secret.
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63).toString();
    }

    /** What people see is kept nowhere, framed nowhere, and runs no script of anybody else's. */
    private static void protect(HttpServletResponse response) {
        response.setHeader("cache-control", "no-store");
        response.setHeader("x-content-type-options", "nosniff");
        response.setHeader("x-frame-options", "DENY");
        response.setHeader("referrer-policy", "same-origin");
        response.setHeader("content-security-policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    }

    /** True if this was a preflight, which is answered without any key. */
    private static boolean cors(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader("origin");
        LlmRouter router = LlmRouter.of(request.getServletContext());
        if (origin == null || router == null || Guard.isForPeople(request)) {
            return false;
        }
        Config.Cors cors = router.gateway().snapshot().config().server().cors();
        boolean any = cors.origins().contains("*");
        if (!any && !cors.origins().contains(origin)) {
            return false;
        }
        if (any && !cors.credentials()) {
            response.setHeader("access-control-allow-origin", "*");
        } else {
            response.setHeader("access-control-allow-origin", origin);
            response.addHeader("vary", "Origin");
            if (cors.credentials()) {
                response.setHeader("access-control-allow-credentials", "true");
            }
        }
        response.setHeader("access-control-expose-headers", "*");
        if (!request.getMethod().equals("OPTIONS") || request.getHeader("access-control-request-method") == null) {
            return false;
        }
        String wanted = request.getHeader("access-control-request-headers");
        response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        response.setHeader(
                "access-control-allow-headers", wanted == null ? "Authorization, Content-Type, Accept" : wanted);
        response.setHeader("access-control-max-age", "86400");
        response.addHeader("vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        response.setStatus(204);
        return true;
    }
}
