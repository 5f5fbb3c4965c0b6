package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey's servlet, which ends what is under way before it goes: containers destroy servlets before they tell listeners, and an
 * answer that is still open then could no longer be completed.
 */
public final class RouterServlet extends ServletContainer {

    private static final long serialVersionUID = 1;

    private final transient Addresses addresses = new Addresses();

    /**
     * As Jersey does it, but without taking the same address apart for every call: clients have few, as long as there is no query.
     *
     * @see Addresses
     */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Addresses.Address address = addresses.of(request);
        if (address == null) {
            super.service(request, response);
        } else {
            service(address.base(), address.asked(), request, response);
        }
    }

    /** Called by the container when the application is undeployed or reloaded; blocks for at most the configured grace. */
    @Override
    public void destroy() {
        LlmRouter router = LlmRouter.of(getServletContext());
        if (router != null) {
            router.drain(router.gateway().snapshot().config().server().grace());
        }
        super.destroy();
    }
}
