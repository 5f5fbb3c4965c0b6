package io.github.llmrouter.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** One address for all dialects: which one a request is in, its body says. */
@Singleton
public final class RouteResource {

    private final Door door;

    @Inject
    RouteResource(Door door) {
        this.door = door;
    }

    @POST
    public void route(@Suspended AsyncResponse async, @Context Arrival arrival) {
        door.enter(null, io.github.llmrouter.dialect.Operation.GENERATE, null, arrival);
    }
}
