package io.github.llmrouter.api;

import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.util.stream.Stream;

/**
 * Every dialect's own paths below {@code /dialects/} and its name: the base URL of clients whose dialect has no resource of its own.
 * For dialects that name the model in the body.
 */
@Singleton
public final class DialectResource {

    private final Door door;

    @Inject
    DialectResource(Door door) {
        this.door = door;
    }

    @POST
    @Path("{path:.+}")
    public void ask(
            @PathParam("dialect") String name,
            @PathParam("path") String path,
            @Suspended AsyncResponse async,
            @Context Arrival arrival) {
        if (!door.router().dialects().names().contains(name)) {
            throw new NotFoundException();
        }
        Dialect dialect = door.dialect(name);
        Operation asked = Stream.of(Operation.values())
                .filter(dialect::offers)
                .filter(operation -> dialect.path(operation, "", false).equals("/" + path))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        door.enter(name, asked, null, arrival);
    }
}
