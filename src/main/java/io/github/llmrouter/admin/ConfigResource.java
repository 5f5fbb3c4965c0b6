package io.github.llmrouter.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.virtual.RouterChoice;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;

/** Shows and sets which model decides for virtual models. What is set is kept beside the configuration, never in it. */
@Singleton
@Path("/admin/config")
public class ConfigResource {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.admin");

    private final LlmRouter router;
    private final Guard guard;

    public ConfigResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    @GET
    public Response show(@Context HttpServletRequest request) {
        return guard.view(request, operator -> json(200, shown()));
    }

    /** As {@link #set}. */
    @PUT
    public Response replace(@Context HttpServletRequest request) {
        return set(request);
    }

    /** Takes {@code {"router_model_id": "a name"}}, or null or an empty text for the configuration's own choice. */
    @POST
    public Response set(@Context HttpServletRequest request) {
        return guard.change(request, "router-model", deed -> chosen(request, deed));
    }

    private Response chosen(HttpServletRequest request, Deed deed) {
        try {
            JsonNode wanted = Json.read(Guard.body(request));
            JsonNode name = wanted.has("router_model_id") ? wanted.get("router_model_id") : wanted.get("routerModelId");
            if (name == null || !name.isTextual() && !name.isNull()) {
                return error(400, "router_model_id must be a string or null", "invalid_request_error");
            }
            deed.note("router_model", name.textValue());
            router.virtualModels().choose(name.asText("").isBlank() || name.isNull() ? null : name.textValue());
            LOG.log(
                    System.Logger.Level.INFO,
                    Json.object()
                            .with("event", "admin_config_updated")
                            .with("router_model_id", name)
                            .toString());
            return json(200, shown());
        } catch (FaultException e) {
            return error(400, e.fault().message(), String.valueOf(e.fault().code()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return error(400, "Request body must be valid JSON", "invalid_request_error");
        } catch (IOException e) {
            return error(500, "the choice cannot be saved: " + e.getMessage(), "not_saved");
        }
    }

    private Json shown() {
        RouterChoice choice = router.virtualModels().choice();
        return Json.object()
                .with("router_model_mode", choice.chosen().isPresent() ? "manual" : "automatic")
                .with("router_model_id", text(choice.chosen()))
                .with("automatic_router_model_id", text(choice.automatic()))
                .with("effective_router_model_id", text(choice.effective()))
                .with(
                        "configured_router_model_available",
                        choice.effective().equals(choice.chosen())
                                || choice.chosen().isEmpty())
                .with("models", choice.models().stream().map(row -> row(row, choice)));
    }

    private static Json row(RouterChoice.Row row, RouterChoice choice) {
        Json json = Json.object().with("id", row.id());
        row.price().ifPresentOrElse(price -> json.with("price", price(price)), () -> json.withNull("price"));
        return json.with(
                        "is_automatic_router_model",
                        choice.automatic().filter(row.id()::equals).isPresent())
                .with(
                        "is_effective_router_model",
                        choice.effective().filter(row.id()::equals).isPresent());
    }

    private static Json price(Config.Price price) {
        return Json.object()
                .withRaw("input_usd_per_1m_tokens", price.input().toPlainString())
                .withRaw("output_usd_per_1m_tokens", price.output().toPlainString());
    }

    private static JsonNode text(Optional<String> text) {
        var nodes = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
        return text.<JsonNode>map(nodes::textNode).orElseGet(nodes::nullNode);
    }

    private static Response error(int status, String message, String code) {
        return json(
                status,
                Json.object()
                        .with(
                                "error",
                                Json.object()
                                        .with("message", message)
                                        .with("type", "invalid_request_error")
                                        .with("code", code)));
    }

    private static Response json(int status, Json body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString())
                .build();
    }
}
