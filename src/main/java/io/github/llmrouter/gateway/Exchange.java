package io.github.llmrouter.gateway;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.translation.Bridge;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Outgoing;
import java.io.IOException;

/** How one call is put to one target, and how the target's answer comes back. */
sealed interface Exchange permits Passthrough, Translation {

    /** The only place that decides whether anything is converted at all. */
    static Exchange between(Attempt attempt, Config.Server server, Conversions conversions) {
        return attempt.sameDialect() && !Bridge.carriesForeignState(attempt.call.body())
                ? new Passthrough(attempt, server, conversions)
                : new Translation(attempt, server, conversions);
    }

    /** @throws io.github.llmrouter.chat.FaultException if the request cannot be put to this target */
    Outgoing request() throws IOException;

    /** Passes a successful answer on; where it takes another request to complete it, {@code more} sends that. */
    Outcome relay(Answer answer, Sender more) throws IOException;

    /** Puts a request to the same target. */
    interface Sender {

        Answer send(Outgoing request) throws IOException;
    }
}
