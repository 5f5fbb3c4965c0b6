package io.github.llmrouter.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The one place where an error becomes a response. */
final class Errors {

    private Errors() {}

    /** In the words of the client's dialect. */
    static void write(Dialect dialect, Fault fault, HttpServletRequest request, HttpServletResponse response) {
        Said said = dialect.writeFault(fault, EdgeFilter.id(request));
        if (fault.retryAfter() != null) {
            long millis = fault.retryAfter().toMillis();
            response.setHeader("retry-after", Long.toString(Math.max(1, (millis + 999) / 1000)));
            if (millis % 1000 != 0) {
                // The vendors' own clients read this first.
                response.setHeader("retry-after-ms", Long.toString(millis));
            }
        }
        dialect.limitHeaders(fault).forEach(response::setHeader);
        if (fault.kind() == Fault.Kind.UNAUTHENTICATED) {
            response.setHeader("www-authenticate", "Bearer");
        }
        json(response, said.status(), said.body());
    }

    static void json(HttpServletResponse response, int status, Object body) {
        byte[] bytes = Json.bytes(body instanceof JsonNode node ? node : Json.MAPPER.valueToTree(body));
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        try {
            response.getOutputStream().write(bytes);
            response.getOutputStream().flush();
        } catch (IOException e) {
            // The client left before it could read this.
        }
    }
}
