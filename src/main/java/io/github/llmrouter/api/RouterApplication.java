package io.github.llmrouter.api;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.admin.ConfigResource;
import io.github.llmrouter.admin.ConsoleResource;
import io.github.llmrouter.admin.DrainResource;
import io.github.llmrouter.admin.ExplainResource;
import io.github.llmrouter.admin.Guard;
import io.github.llmrouter.admin.KnownResource;
import io.github.llmrouter.admin.MetricsResource;
import io.github.llmrouter.admin.ReloadResource;
import io.github.llmrouter.admin.RuntimeConfigResource;
import io.github.llmrouter.admin.SsoResource;
import io.github.llmrouter.admin.StateResource;
import io.github.llmrouter.admin.UsageResource;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Context;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** All that Jersey serves, named one by one: nothing is scanned. */
public final class RouterApplication extends ResourceConfig {

    private static final String AMP = "api/provider/{provider}";

    public RouterApplication(@Context ServletContext context) {
        LlmRouter router = LlmRouter.of(context);
        Door door = new Door(router, context);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.RESOURCE_VALIDATION_DISABLE, true);
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, false);
        // Otherwise the first eight kilobytes of flushes are swallowed.
        property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
        register(new WrongRequests(door));
        register(new HealthResource(router));
        Guard guard = new Guard(router);
        register(new ReloadResource(router, guard));
        register(new DrainResource(router, guard));
        register(new ExplainResource(router, guard));
        register(new UsageResource(router, guard));
        register(new StateResource(router, guard));
        register(new MetricsResource(router, guard));
        register(new ConsoleResource());
        register(new SsoResource(guard));
        register(new KnownResource(guard));
        register(new ConfigResource(router, guard));
        register(new RuntimeConfigResource(router, guard));
        register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(door).to(Door.class);
                bind(new Arrival.Provider()).to(ValueParamProvider.class);
            }
        });
        at(RouteResource.class, "/", "route", "router", "v1", "openai", "anthropic");
        at(OpenAiResource.class, "v1", "openai/v1", "openai", AMP + "/v1", AMP);
        at(AnthropicResource.class, "v1", "anthropic/v1", "anthropic", AMP + "/v1", AMP);
        at(AnthropicModelsResource.class, "anthropic/v1", "anthropic");
        at(
                GeminiResource.class,
                "v1beta",
                "gemini/v1beta",
                "gemini",
                AMP + "/v1beta",
                AMP + "/v1beta1",
                AMP + "/v1beta1/publishers/google");
        at(DialectResource.class, "dialects/{dialect}");
        register(AmpInternalResource.class);
    }

    /** The same resource under each of its roots. */
    private void at(Class<?> resource, String... roots) {
        for (String root : roots) {
            registerResources(Resource.builder(resource).path(root).build());
        }
    }
}
