package io.github.llmrouter.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request without any media types. Jersey would refuse what it cannot provide, though clients ask for JSON when they want a
 * stream; and it would look into the body of what calls itself a form, as curl does with every {@code -d}.
 */
final class PlainRequest extends HttpServletRequestWrapper {

    private static final String ACCEPT = "accept";
    private static final String CONTENT_TYPE = "content-type";

    PlainRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(PlainRequest::hidden);
        return Collections.enumeration(names);
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    private static boolean hidden(String name) {
        return name.equalsIgnoreCase(ACCEPT) || name.equalsIgnoreCase(CONTENT_TYPE);
    }
}
