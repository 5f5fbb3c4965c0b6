package io.github.llmrouter.api;

import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.routing.Name;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The names that may be asked for, in one dialect's own shape. */
record Models(Door door, String dialectName) {

    Response list(HttpServletRequest request, HttpServletResponse response) {
        Dialect dialect = door.dialect(dialectName);
        door.answer(
                dialect,
                request,
                response,
                () -> dialect.writeModels(
                        Discoverable.to(request, infos(door.caller(request))), Calls.query(request.getQueryString())));
        return Door.done();
    }

    Response one(String path, HttpServletRequest request, HttpServletResponse response) {
        String id = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Dialect dialect = door.dialect(dialectName);
        door.answer(
                dialect,
                request,
                response,
                () -> infos(door.caller(request)).stream()
                        .filter(info -> info.id().equals(id))
                        .findFirst()
                        .map(dialect::writeModel)
                        .orElseThrow(
                                () -> new FaultException(Fault.of(Fault.Kind.NOT_FOUND, "Model '" + id + "' not found")
                                        .withCode("model_not_found"))));
        return Door.done();
    }

    private List<ModelInfo> infos(Caller caller) {
        return door.router().gateway().snapshot().router().names().stream()
                .filter(name -> caller.mayUse(name.name()))
                .map(Models::info)
                .toList();
    }

    private static ModelInfo info(Name name) {
        Optional<Config.Model> model = name.model();
        return new ModelInfo(
                name.name(),
                1_700_000_000L,
                model.map(known -> known.provider().name()).orElse("llm-router"),
                model.map(Config.Model::contextWindow).orElse(null),
                model.map(Config.Model::maxOutput).orElse(null));
    }
}
