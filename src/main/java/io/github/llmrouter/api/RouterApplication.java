package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.admin.ReloadResource;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Context;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.model.Resource;

/** All that Jersey serves, named one by one: nothing is scanned. */
public final class RouterApplication extends ResourceConfig {

    public RouterApplication(@Context ServletContext context) {
        LlmRouter router = LlmRouter.of(context);
        Door door = new Door(router);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.RESOURCE_VALIDATION_DISABLE, true);
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, false);
        // Otherwise the first eight kilobytes of flushes are swallowed.
        property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
        register(new WrongRequests(door));
        register(new HealthResource(router));
        register(new ReloadResource(router));
        dialect(OpenAiResource.class, new OpenAiResource(door), "v1", "openai/v1", "openai");
        dialect(AnthropicResource.class, new AnthropicResource(door), "v1", "anthropic/v1", "anthropic");
        dialect(GeminiResource.class, new GeminiResource(door), "v1beta", "gemini/v1beta", "gemini");
    }

    /** The same resource under each of its roots. */
    private void dialect(Class<?> type, Object resource, String... roots) {
        register(resource);
        for (String root : roots) {
            registerResources(Resource.builder(type).path(root).build());
        }
    }
}
