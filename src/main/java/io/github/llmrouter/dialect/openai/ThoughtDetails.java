package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** Thoughts with their opaque state, as {@code reasoning_details}: what clients send back so that the model can go on thinking. */
final class ThoughtDetails {

    private ThoughtDetails() {}

    /** A thought in an answer: text and state together. There is always one of the two. */
    static Json answer(String text, Seal seal, int index) {
        String state = seal.value().isEmpty() ? null : seal.value();
        Json detail = text.isEmpty()
                ? Json.type("reasoning.encrypted").with("data", state)
                : Json.type("reasoning.text").with("text", text).with("signature", state);
        return detail.with("index", index);
    }

    /** Thoughts going back to the service that had them: state with an id stood apart from its summaries there. */
    static List<Json> history(List<Part.Reasoning> thoughts) {
        List<Json> details = new ArrayList<>();
        for (Part.Reasoning thought : thoughts) {
            String id = thought.seal().itemId();
            if (id == null && thought.summaries().isEmpty()) {
                details.add(answer(thought.text(), thought.seal(), details.size()));
                continue;
            }
            List<String> summaries = thought.summaries().isEmpty() ? List.of(thought.text()) : thought.summaries();
            summaries.stream()
                    .filter(summary -> !summary.isEmpty())
                    .forEach(summary -> details.add(Json.type("reasoning.summary")
                            .with("summary", summary)
                            .with("index", details.size())));
            if (thought.seal().isPresent()) {
                details.add(Json.type("reasoning.encrypted")
                        .with("data", thought.seal().value())
                        .with("id", id)
                        .with("index", details.size()));
            }
        }
        return details;
    }

    /** The state of a tool call, where Google's own compatible endpoint puts it. */
    static Json google(Seal seal) {
        return Json.object().with("google", Json.object().with("thought_signature", seal.value()));
    }
}
