package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes a whole answer: what its stream would have said, put together. */
final class AnswerWriter {

    private static final String SIGNATURE = "thoughtSignature";

    private AnswerWriter() {}

    static ObjectNode write(Answer answer, Asked asked, Losses losses) {
        Style style = Style.of(asked);
        Usage usage = answer.usage();
        String model = asked.model().isEmpty() ? answer.model() : asked.model();
        String id = asked.ids().apply(answer.id());
        List<Answer.Candidate> candidates = answer.candidates();
        return Json.object()
                .with(
                        "candidates",
                        IntStream.range(0, candidates.size())
                                .mapToObj(index -> candidate(index, candidates.get(index), style, losses)))
                .with("usageMetadata", usage == null ? null : Counts.write(usage))
                .with("modelVersion", model.isEmpty() ? null : model)
                .with("responseId", id.isEmpty() ? null : id)
                .node();
    }

    private static Json candidate(int index, Answer.Candidate candidate, Style style, Losses losses) {
        Whole whole = new Whole();
        CandidateWriter writer = new CandidateWriter(style, whole, losses);
        candidate.parts().forEach(part -> {
            writer.start(part);
            writer.end();
        });
        Json finish = writer.finish(candidate.finish());
        writer.delta(new Event.Scored(candidate.logprobs()));
        Json said = Json.object();
        if (!whole.parts.isEmpty()) {
            said.with(
                    "content", Json.object().with("parts", whole.parts.stream()).with("role", "model"));
        }
        Stream.of(finish, writer.rest())
                .forEach(fields ->
                        fields.node().properties().forEach(field -> said.with(field.getKey(), field.getValue())));
        return said.with("index", index);
    }

    /** Joins what a stream would have cut. */
    private static final class Whole implements CandidateWriter.Sink {

        private final List<ObjectNode> parts = new ArrayList<>();

        @Override
        public void part(ObjectNode part) {
            if (parts.isEmpty() || !joins(parts.getLast(), part)) {
                parts.add(part);
                return;
            }
            ObjectNode last = parts.getLast();
            last.put("text", last.get("text").textValue() + part.get("text").textValue());
            if (part.has(SIGNATURE)) {
                last.set(SIGNATURE, part.get(SIGNATURE));
            }
        }

        private static boolean joins(ObjectNode last, ObjectNode part) {
            return last.path("text").isTextual()
                    && part.path("text").isTextual()
                    && !last.has(SIGNATURE)
                    && last.path("thought").asBoolean() == part.path("thought").asBoolean();
        }

        @Override
        public void beside(Json fields) {
            throw new IllegalStateException("a whole answer says these once, at its end");
        }

        @Override
        public boolean waits() {
            return true;
        }
    }
}
