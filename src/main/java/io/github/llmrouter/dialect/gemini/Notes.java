package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Citation;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** What stands beside a candidate's parts: sources and the scores of tokens. Used by one thread. */
final class Notes {

    private final List<Citation> citations = new ArrayList<>();
    private final List<Logprob> scores = new ArrayList<>();
    private final StringBuilder before = new StringBuilder();
    private Grounding grounding = new Grounding();

    void cite(Citation citation) {
        citations.add(citation);
    }

    void score(List<Logprob> more) {
        scores.addAll(more);
    }

    /**
     * A text has ended; what follows may be joined to it.
     *
     * @return false if there was a source that Gemini has no place for
     */
    boolean end(String text) {
        boolean all = true;
        for (Citation citation : citations) {
            all &= grounding.add(citation, before.toString(), text);
        }
        citations.clear();
        before.append(text);
        return all;
    }

    /** The next text begins a part of its own. */
    void otherPart() {
        before.setLength(0);
    }

    /** What has come together since the last time; empty if nothing has. */
    Json take() {
        Json fields = Json.object()
                .with("groundingMetadata", grounding.isEmpty() ? null : grounding.json())
                .with("logprobsResult", scores.isEmpty() ? null : Scores.write(scores));
        grounding = new Grounding();
        scores.clear();
        return fields;
    }
}
