package io.github.llmrouter.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/**
 * The servlet's two sides of a call, as a resource's parameter. Jersey can hand out each by itself, but looks it up in its
 * container of services for every call, which takes longer than reading the request's head.
 */
record Arrival(HttpServletRequest request, HttpServletResponse response) {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.api");
    private static final String NAME = Arrival.class.getName();

    /** Kept with the request until a resource asks for it. */
    static void keep(PlainRequest request, HttpServletResponse response) {
        request.setAttribute(NAME, new Arrival(request, response));
    }

    /**
     * Ends an exchange whose answer has been written. Jersey, which suspended it, is not asked: it would go through all of its own
     * writing for nothing, and complain loudly where the container has done away with the exchange, as a server does that stops.
     */
    void end() {
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().complete();
            }
        } catch (RuntimeException e) {
            // Which one differs from server to server; a call must be counted as over in any case.
            LOG.log(Level.DEBUG, "The container had ended the exchange before: {0}", e.getMessage());
        }
    }

    /** Gives resources their parameter. For any thread. */
    static final class Provider implements ValueParamProvider {

        @Override
        @SuppressWarnings("NullAway") // Jersey takes null for "ask the next one"
        public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
            return parameter.getRawType() == Arrival.class ? request -> request.getProperty(NAME) : null;
        }

        @Override
        public PriorityType getPriority() {
            return Priority.HIGH;
        }
    }
}
