package io.github.llmrouter.api;

import io.github.llmrouter.dialect.Operation;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** Anthropic's paths, below {@code /v1} and {@code /anthropic/v1}. */
@Singleton
public final class AnthropicResource {

    private static final String NAME = "anthropic";

    private final Door door;

    @Inject
    AnthropicResource(Door door) {
        this.door = door;
    }

    @POST
    @Path("messages")
    public void messages(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(NAME, Operation.GENERATE, null, arrival);
    }

    @POST
    @Path("messages/count_tokens")
    public void countTokens(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(NAME, Operation.COUNT_TOKENS, null, arrival);
    }
}
