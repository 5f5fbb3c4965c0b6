package io.github.llmrouter.admin;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The operators' page. It is open to everybody and holds nothing: what it shows it asks for like any other program. */
@Singleton
@Path("/admin")
public final class ConsoleResource {

    private static final Map<String, String> FILES = Map.of(
            "page.html", "text/html; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8");

    /** The page itself; it finds everything else below the application's own root. */
    @GET
    public Response page(@Context HttpServletRequest request) throws IOException {
        String page = text("page.html").replace("{root}", request.getContextPath());
        return answer("page.html", page);
    }

    @GET
    @Path("console/{name}")
    public Response part(@PathParam("name") String name) throws IOException {
        return answer(name, text(name));
    }

    private static String text(String name) throws IOException {
        if (!FILES.containsKey(name)) {
            throw new NotFoundException();
        }
        try (InputStream in = Objects.requireNonNull(
                ConsoleResource.class.getResourceAsStream("console/" + name), "the page is part of the program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Response answer(String name, String text) {
        return Response.ok(text.getBytes(StandardCharsets.UTF_8), FILES.get(name))
                .build();
    }
}
