package io.github.llmrouter.admin;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

/** The same for those whom the container does not know: a proxy vouches for them, or they have an admin key. */
@Singleton
@Path("/admin/sso")
public final class KnownResource extends SsoResource {

    public KnownResource(Guard guard) {
        super(guard);
    }
}
