package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Answer.Candidate;
import io.github.llmrouter.chat.Event.Counted;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Scored;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A whole answer, told to the writer of streams. */
final class WholeAnswer {

    private final AnswerWriter writer;
    private final Losses losses;

    private WholeAnswer(Asked asked, Losses losses) {
        this.writer = new AnswerWriter(asked, null, losses);
        this.losses = losses;
    }

    static ObjectNode write(Answer answer, Asked asked, Losses losses) {
        try {
            return new WholeAnswer(asked, losses).write(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written anywhere", e);
        }
    }

    private ObjectNode write(Answer answer) throws IOException {
        writer.write(new Started(answer.id(), answer.model(), answer.created()));
        if (answer.candidates().size() > 1) {
            losses.dropped("candidates", Weight.SEMANTIC);
        }
        if (!answer.candidates().isEmpty()) {
            candidate(answer.candidates().get(0));
        }
        if (answer.usage() != null) {
            writer.write(new Counted(answer.usage()));
        }
        writer.write(new Ended());
        return writer.response();
    }

    private void candidate(Candidate candidate) throws IOException {
        Deque<Logprob> logprobs = new ArrayDeque<>(candidate.logprobs());
        for (Part part : candidate.parts()) {
            writer.write(new PartStarted(0, part));
            if (part instanceof Part.Text text && !logprobs.isEmpty()) {
                writer.write(new Delta(0, new Scored(next(logprobs, text.text().length()))));
            }
            writer.write(new PartEnded(0));
        }
        writer.write(new Finished(0, candidate.finish()));
    }

    /** The tokens that make up so many characters. */
    private static List<Logprob> next(Deque<Logprob> logprobs, int length) {
        List<Logprob> taken = new ArrayList<>();
        int characters = 0;
        while (characters < length && !logprobs.isEmpty()) {
            characters += logprobs.peek().token().length();
            taken.add(logprobs.poll());
        }
        return taken;
    }
}
