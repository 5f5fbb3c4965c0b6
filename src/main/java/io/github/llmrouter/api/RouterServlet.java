package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import java.time.Duration;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey's servlet, which ends what is under way before it goes: containers destroy servlets before they tell listeners, and an
 * answer that is still open then could no longer be completed.
 */
public final class RouterServlet extends ServletContainer {

    /** The context parameter that is true where the container has already waited for open answers, as Tomcat can. */
    private static final String CONTAINER_WAITS = "llm-router.container-waits";

    private static final long serialVersionUID = 1;

    /** Called by the container when the application is undeployed or reloaded; blocks for at most the configured grace. */
    @Override
    public void destroy() {
        LlmRouter router = LlmRouter.of(getServletContext());
        if (router != null) {
            boolean waited = Boolean.parseBoolean(getServletContext().getInitParameter(CONTAINER_WAITS));
            router.drain(
                    waited
                            ? Duration.ZERO
                            : router.gateway().snapshot().config().server().grace());
        }
        super.destroy();
    }
}
