package io.github.llmrouter.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The addresses that calls came to, taken apart once: some clients and some paths make few of them. For any thread. */
final class Addresses {

    /** What clients make up stays out when this many are known. */
    private static final int MOST = 1_000;

    private static final int LONGEST = 256;

    /** Where this application begins, with a slash at its end, and what was asked for. */
    record Address(URI base, URI asked) {}

    private final Map<String, Address> known = new ConcurrentHashMap<>();

    /** Null where nothing is kept: with a query, which may hold a key, and where the address is odd. */
    @Nullable
    Address of(HttpServletRequest request) {
        if (request.getQueryString() != null) {
            return null;
        }
        String url = request.getRequestURL().toString();
        Address address = known.get(url);
        if (address != null) {
            return address;
        }
        String path = request.getRequestURI();
        String root = request.getContextPath() + request.getServletPath();
        if (known.size() >= MOST || url.length() > LONGEST || !url.endsWith(path) || !path.startsWith(root + "/")) {
            return null;
        }
        try {
            URI base = new URI(url.substring(0, url.length() - path.length()) + root + "/");
            address = new Address(base, new URI(url));
        } catch (java.net.URISyntaxException e) {
            return null;
        }
        known.put(url, address);
        return address;
    }
}
