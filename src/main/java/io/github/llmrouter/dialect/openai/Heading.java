package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;

/** What stands on top of an answer, and on top of each of its chunks. */
record Heading(String id, String model, long created) {

    /** @param id the upstream's own */
    static Heading of(Asked asked, String id, String model, long created) {
        String known = model.isEmpty() ? asked.ask().model() : model;
        return new Heading(
                "chatcmpl-" + asked.ids().apply(id),
                asked.model().isEmpty() ? known : asked.model(),
                created == 0 ? asked.now() : created);
    }

    Json on(String object) {
        return Json.object()
                .with("id", id)
                .with("object", object)
                .with("created", created)
                .with("model", model);
    }
}
