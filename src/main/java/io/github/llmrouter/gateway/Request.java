package io.github.llmrouter.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.upstream.Outgoing;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Puts the request to a provider together: address, credentials, headers, rewrites. */
final class Request {

    /** To take one apart costs more than the rest of the request's head; there are few, as long as clients do not invent queries. */
    private static final Map<String, URI> ADDRESSES = new ConcurrentHashMap<>();

    private static final int MOST_ADDRESSES = 1000;

    private Request() {}

    /** @param more go before all others; an empty one leaves the header out */
    static Outgoing to(Attempt attempt, String path, Map<String, String> more, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        Dialect theirs = attempt.theirs;
        boolean same = attempt.call.dialect().name().equals(theirs.name());
        if (same) {
            attempt.call.headers().forEach((name, value) -> {
                if (theirs.passes(name)) {
                    headers.put(name, value);
                }
            });
        }
        headers.putAll(theirs.headers(attempt.target.key().secret(), same ? attempt.call.headers() : Map.of()));
        headers.putAll(more);
        headers.values().removeIf(String::isEmpty);
        headers.put("x-request-id", attempt.call.requestId());
        Traces.headers(attempt, headers);
        rewrite(headers, attempt.target.provider().rewriteHeader());
        return new Outgoing(address(attempt.target.provider().base(), path), headers, body);
    }

    private static void rewrite(Map<String, String> headers, Map<String, String> rewrites) {
        rewrites.forEach((name, value) -> {
            headers.keySet().removeIf(present -> present.equalsIgnoreCase(name));
            headers.put(name.toLowerCase(Locale.ROOT), value);
        });
    }

    /** Replaces top-level fields; a null removes one. */
    static void rewrite(ObjectNode body, Config.Provider provider) {
        provider.rewriteBody().properties().forEach(field -> {
            if (field.getValue().isNull()) {
                body.remove(field.getKey());
            } else {
                body.set(field.getKey(), field.getValue());
            }
        });
    }

    private static URI address(URI base, String path) {
        String root = base.toString();
        String address = (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path;
        URI known = ADDRESSES.get(address);
        if (known != null) {
            return known;
        }
        URI made = URI.create(address);
        if (ADDRESSES.size() < MOST_ADDRESSES) {
            ADDRESSES.put(address, made);
        }
        return made;
    }
}
