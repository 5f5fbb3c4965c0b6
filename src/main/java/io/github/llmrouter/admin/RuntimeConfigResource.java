package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

/** The same under its other name. */
@Singleton
@Path("/config/runtime")
public final class RuntimeConfigResource extends ConfigResource {

    public RuntimeConfigResource(LlmRouter router, Guard guard) {
        super(router, guard);
    }
}
