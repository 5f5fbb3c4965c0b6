package io.github.llmrouter.upstream;

import java.net.URI;
import java.util.Map;

/** A request to a provider, ready to be sent. Headers hold credentials: never log them. */
public record Outgoing(URI uri, Map<String, String> headers, byte[] body) {

    @Override
    public String toString() {
        return "POST " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath() + " (" + body.length + " bytes)";
    }
}
