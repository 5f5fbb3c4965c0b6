package io.github.llmrouter.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that says nothing about media types. Jersey would refuse what it cannot provide, though clients ask for JSON when they
 * want a stream; and it would look into the body of what calls itself a form, as curl does with every {@code -d}.
 */
final class PlainRequest extends HttpServletRequestWrapper {

    private static final String ACCEPT = "accept";
    private static final String CONTENT_TYPE = "content-type";
    private static final String ANY = "*/*";
    private static final String JSON = "application/json";

    PlainRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
        String plain = plain(name);
        return plain == null ? super.getHeader(name) : plain;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String plain = plain(name);
        return plain == null ? super.getHeaders(name) : Collections.enumeration(List.of(plain));
    }

    @Override
    public String getContentType() {
        return JSON;
    }

    private static @Nullable String plain(String name) {
        return name.equalsIgnoreCase(ACCEPT) ? ANY : name.equalsIgnoreCase(CONTENT_TYPE) ? JSON : null;
    }
}
