package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.translation.Bridge;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** To a client that wants the answer whole: its events are folded and written as one JSON object. */
final class WholeConveyor extends Conveyor {

    private final Fold fold = new Fold();
    private final Supplier<List<Map.Entry<String, String>>> headers;

    WholeConveyor(
            Attempt attempt,
            Asked asked,
            Bridge bridge,
            Supplier<List<Map.Entry<String, String>>> headers,
            Losses losses) {
        super(attempt, asked, bridge, losses);
        this.headers = headers;
    }

    @Override
    void write(Event event) {
        fold.add(event);
    }

    @Override
    void drained() {
        // Nothing is sent before the end.
    }

    @Override
    Outcome complete(@Nullable Usage usage) {
        byte[] body = Json.bytes(attempt.call.dialect().codec().writeAnswer(fold.answer(), asked, losses));
        return send(attempt, headers.get(), body, usage);
    }

    @Override
    Outcome failed(Fault fault, @Nullable Usage usage) {
        return new Outcome.Refused(fault, null);
    }

    static Outcome send(Attempt attempt, List<Map.Entry<String, String>> headers, byte[] body, @Nullable Usage usage) {
        try (OutputStream out = attempt.reply.begin(200, headers, false, body.length)) {
            out.write(body);
        } catch (IOException e) {
            return new Outcome.Left(usage);
        }
        return new Outcome.Answered(usage);
    }
}
