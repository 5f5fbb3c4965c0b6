package io.github.llmrouter.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whether one of our own pages asks. Browsers say so ({@code Sec-Fetch-Site}, over TLS or on localhost); old ones and those without
 * TLS tell the page's origin; what tells neither is no browser, or shows by a header of its own that it is no form.
 */
final class OwnPage {

    private OwnPage() {}

    static boolean asks(HttpServletRequest request) {
        String site = request.getHeader("sec-fetch-site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("origin");
        return origin == null
                ? request.getHeader("x-requested-with") != null
                : sameHost(origin, request.getHeader("host"));
    }

    private static boolean sameHost(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
