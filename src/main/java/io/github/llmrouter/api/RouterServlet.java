package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey's servlet, which ends what is under way before it goes: containers destroy servlets before they tell listeners, and an
 * answer that is still open then could no longer be completed.
 */
public final class RouterServlet extends ServletContainer {

    private static final long serialVersionUID = 1;

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
