package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Answer.Candidate;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a whole message. */
final class AnswerWriter {

    private AnswerWriter() {}

    static ObjectNode write(Answer answer, Asked asked, Losses losses) {
        Candidate candidate = answer.candidates().getFirst();
        if (candidate.finish().reason() == StopReason.ERROR) {
            throw new FaultException(failure(candidate.finish().detail()));
        }
        if (answer.candidates().size() > 1) {
            losses.dropped("candidates", Weight.SEMANTIC);
        }
        if (!candidate.logprobs().isEmpty()) {
            losses.dropped("logprobs", Weight.HINT);
        }
        StopReasons.report(candidate.finish(), losses);
        AnswerBlocks blocks = new AnswerBlocks(asked, losses);
        List<Json> content = candidate.parts().stream().flatMap(blocks::of).toList();
        boolean calls = candidate.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        Started started = new Started(answer.id(), answer.model(), answer.created());
        Json message = Envelope.message(asked, started, content.stream());
        Envelope.stopped(message, asked, candidate.finish(), refusal(candidate), calls);
        return Envelope.nulls(asked, message)
                .with("usage", Tokens.ofMessage(answer.usage()))
                .node();
    }

    static Fault failure(@Nullable String detail) {
        return Fault.of(Fault.Kind.UPSTREAM, detail == null ? "the model failed" : detail);
    }

    /** The model's words for declining, null if it did not. */
    private static @Nullable String refusal(Candidate candidate) {
        String words = candidate.parts().stream()
                .filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text())
                .collect(Collectors.joining());
        return words.isEmpty() ? null : words;
    }
}
