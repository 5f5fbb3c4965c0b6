package io.github.llmrouter.dialect.responses;

import io.github.llmrouter.chat.Event.Cited;
import io.github.llmrouter.chat.Event.NextSummary;
import io.github.llmrouter.chat.Event.Piece;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Sealed;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reasoning item. It is announced with its first word, or with its opaque state when it has no words; with neither, there is no
 * item. The state stands in the finished item only, and only if the client can bring it back.
 */
final class ThoughtItem implements OpenItem {

    private final Items items;
    private final boolean sealable;
    private final List<Json> summaries = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Seal seal = Seal.NONE;
    private String id = "";
    private boolean announced;

    ThoughtItem(Items items, boolean sealable) {
        this.items = items;
        this.sealable = sealable;
    }

    @Override
    public boolean takes(Part next) {
        return false;
    }

    @Override
    public void start(Part head) throws IOException {
        if (head instanceof Part.Reasoning thought) {
            seal = thought.seal();
            words(thought.text());
            for (String summary : thought.summaries()) {
                endSummary();
                words(summary);
            }
        }
    }

    @Override
    public void grow(Piece piece) throws IOException {
        switch (piece) {
            case Words more -> words(more.text());
            case NextSummary next -> endSummary();
            case Sealed sealed -> seal = sealed.seal();
            case Cited cited -> {}
            case Scored scored -> {}
        }
    }

    private void words(String more) throws IOException {
        if (more.isEmpty()) {
            return;
        }
        announce();
        if (!announced) {
            announced = true;
            items.send(event("response.reasoning_summary_part.added").with("part", summary("")));
        }
        text.append(more);
        items.send(event("response.reasoning_summary_text.delta").with("delta", more));
    }

    private void announce() throws IOException {
        if (id.isEmpty()) {
            id = seal.itemId() == null ? items.id("rs_") : seal.itemId();
            items.added(item(null));
        }
    }

    private void endSummary() throws IOException {
        if (!announced) {
            return;
        }
        announced = false;
        String all = text.toString();
        text.setLength(0);
        Json summary = summary(all);
        items.send(event("response.reasoning_summary_text.done").with("text", all));
        items.send(event("response.reasoning_summary_part.done").with("part", summary));
        summaries.add(summary);
    }

    @Override
    public void end() throws IOException {
        endSummary();
        boolean sealed = sealable && seal.isPresent();
        if (sealed) {
            announce();
        }
        if (!id.isEmpty()) {
            items.done(item(sealed ? seal.value() : null).node());
        }
    }

    @Override
    public void close() {
        // A thought is over when its part is.
    }

    private Json event(String type) {
        return items.event(type, id).with("summary_index", summaries.size());
    }

    private static Json summary(String text) {
        return Json.type("summary_text").with("text", text);
    }

    private Json item(@Nullable String encrypted) {
        return Json.object()
                .with("id", id)
                .with("type", "reasoning")
                .with("summary", summaries.stream())
                .with("encrypted_content", encrypted);
    }
}
