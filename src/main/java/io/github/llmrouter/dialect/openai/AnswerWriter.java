package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Answer.Candidate;
import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer. */
final class AnswerWriter {

    private final Asked asked;
    private final Losses losses;

    AnswerWriter(Asked asked, Losses losses) {
        this.asked = asked;
        this.losses = losses;
    }

    ObjectNode write(Answer answer) {
        List<Json> choices = new ArrayList<>();
        for (Candidate candidate : answer.candidates()) {
            if (candidate.finish().reason() == StopReason.ERROR) {
                throw new FaultException(failure(candidate.finish().detail()));
            }
            choices.add(choice(choices.size(), candidate));
        }
        Json body = Heading.of(asked, answer.id(), answer.model(), answer.created())
                .on("chat.completion")
                .with("choices", choices.stream());
        if (answer.usage() != null) {
            body.with("usage", Tokens.write(answer.usage()))
                    .with("service_tier", answer.usage().tier());
        }
        return body.node();
    }

    /** There is no finish reason for it: a client would take the answer for complete. */
    static Fault failure(@Nullable String detail) {
        return Fault.of(Fault.Kind.UPSTREAM, detail == null ? "the model failed" : detail);
    }

    private Json choice(int index, Candidate candidate) {
        Message message = new Message(Wishes.of(asked).legacy(), losses);
        candidate.parts().forEach(message::add);
        Unsayable.report(candidate.finish(), losses);
        Json choice = Json.object().with("index", index).with("message", message.write(candidate.finish()));
        if (candidate.logprobs().isEmpty()) {
            choice.withNull("logprobs");
        } else {
            choice.with("logprobs", Logprobs.write(candidate.logprobs()));
        }
        return choice.with("finish_reason", message.finishReason(candidate.finish()));
    }

    /** One message: all text in one string, then the calls. */
    private static final class Message {
        private final boolean legacy;
        private final Losses losses;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final List<Json> annotations = new ArrayList<>();
        private final List<Part.Reasoning> thoughts = new ArrayList<>();
        private final List<Part.ToolCall> calls = new ArrayList<>();
        private Part.Text last = new Part.Text("");

        Message(boolean legacy, Losses losses) {
            this.legacy = legacy;
            this.losses = losses;
        }

        void add(Part part) {
            switch (part) {
                case Part.Text more -> text(more);
                case Part.Refusal more -> refusal.append(more.text());
                case Part.Reasoning thought -> thoughts.add(thought);
                case Part.ToolCall call -> calls.add(call);
                case Part.Image other -> Unsayable.report(other, losses);
                case Part.Document other -> Unsayable.report(other, losses);
                case Part.Audio other -> Unsayable.report(other, losses);
                case Part.Video other -> Unsayable.report(other, losses);
                case Part.ToolResult other -> Unsayable.report(other, losses);
                case Part.ServerTool other -> Unsayable.report(other, losses);
                case Part.Opaque other -> Unsayable.report(other, losses);
            }
        }

        private void text(Part.Text more) {
            text.append(AnswerText.gap(last.phase(), more.phase()));
            int offset = AnswerText.length(text);
            int length = AnswerText.length(more.text());
            text.append(more.text());
            last = more;
            more.citations()
                    .forEach(citation -> Citations.write(citation, offset, length)
                            .ifPresentOrElse(annotations::add, () -> losses.dropped("citations", Weight.HINT)));
        }

        Json write(Finish finish) {
            boolean said = !text.isEmpty() || !calls.isEmpty();
            String declined = Refusals.of(finish, !refusal.isEmpty(), said);
            String refused = declined == null && !refusal.isEmpty() ? refusal.toString() : declined;
            Json message = Json.object().with("role", "assistant");
            if (text.isEmpty() && (!calls.isEmpty() || refused != null)) {
                message.withNull("content");
            } else {
                message.with("content", text.toString());
            }
            thoughts(message);
            if (refused == null) {
                message.withNull("refusal");
            } else {
                message.with("refusal", refused);
            }
            return calls(message.with("annotations", annotations.stream()));
        }

        private void thoughts(Json message) {
            StringBuilder visible = new StringBuilder();
            thoughts.forEach(thought -> visible.append(thought.visible()));
            message.with("reasoning_content", visible.isEmpty() ? null : visible.toString());
            if (thoughts.stream().anyMatch(thought -> thought.seal().isPresent())) {
                List<Json> details = new ArrayList<>();
                thoughts.forEach(thought ->
                        details.add(ThoughtDetails.answer(thought.visible(), thought.seal(), details.size())));
                message.with("reasoning_details", details.stream());
            }
        }

        private Json calls(Json message) {
            if (!legacy) {
                return message.withAny("tool_calls", calls.stream().map(Calls::whole));
            } else if (calls.isEmpty()) {
                return message;
            }
            if (calls.size() > 1) {
                losses.dropped("tool_calls[1]", Weight.SEMANTIC);
            }
            return message.with("function_call", Calls.function(calls.get(0)));
        }

        String finishReason(Finish finish) {
            String reason = FinishReasons.write(finish.reason(), !calls.isEmpty());
            return legacy && reason.equals("tool_calls") ? FinishReasons.FUNCTION_CALL : reason;
        }
    }
}
