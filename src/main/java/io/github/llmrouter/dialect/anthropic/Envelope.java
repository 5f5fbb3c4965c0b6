package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Event.Finish;
import io.github.llmrouter.chat.Event.Started;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Asked;
import io.github.llmrouter.wire.Json;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What surrounds the content of an answer, whole or streamed. */
final class Envelope {

    private static final String PREFIX = "msg_";

    private Envelope() {}

    /** From this version on the vendor sends nulls for what it used to leave out, and its clients' types demand them. */
    static boolean wantsNulls(Ask ask) {
        String version = ask.header(Anthropic.VERSION_HEADER);
        return version != null && version.compareTo("2026-10-21") >= 0;
    }

    /** The message up to its content, with what has a place in {@code message_start}, too. */
    static Json message(Asked asked, Started started, Stream<Json> content) {
        return Json.object()
                .with("id", id(asked, started.id()))
                .with("type", "message")
                .with("role", "assistant")
                .with("model", model(asked, started.model()))
                .with("content", content);
    }

    /** The message that {@code message_start} announces. */
    static Json opening(Asked asked, Started started, @Nullable Usage usage) {
        Json message =
                message(asked, started, Stream.empty()).withNull("stop_reason").withNull("stop_sequence");
        return nulls(asked, wantsNulls(asked.ask()) ? message.withNull("stop_details") : message)
                .with("usage", Tokens.ofMessage(usage));
    }

    static Json nulls(Asked asked, Json message) {
        return wantsNulls(asked.ask()) ? message.withNull("container").withNull("diagnostics") : message;
    }

    /** Adds why it stopped, to a message or to the delta of {@code message_delta}. */
    static Json stopped(Json json, Asked asked, Finish finish, @Nullable String refusal, boolean calls) {
        StopReason reason =
                refusal != null && finish.reason() == StopReason.STOP ? StopReason.REFUSAL : finish.reason();
        boolean sequence = reason == StopReason.STOP_SEQUENCE && finish.sequence() != null;
        json.with("stop_reason", StopReasons.write(reason, calls));
        if (sequence) {
            json.with("stop_sequence", finish.sequence());
        } else {
            json.withNull("stop_sequence");
        }
        String explanation = finish.detail() == null ? refusal : finish.detail();
        boolean refused = reason == StopReason.REFUSAL || reason == StopReason.FILTERED;
        if (refused && explanation != null) {
            json.with("stop_details", Json.type("refusal").withNull("category").with("explanation", explanation));
        } else if (wantsNulls(asked.ask())) {
            json.withNull("stop_details");
        }
        return json;
    }

    private static String id(Asked asked, String upstream) {
        return upstream.startsWith(PREFIX) ? upstream : PREFIX + asked.ids().apply(upstream);
    }

    private static String model(Asked asked, String upstream) {
        if (!asked.model().isEmpty()) {
            return asked.model();
        }
        return upstream.isEmpty() ? asked.ask().model() : upstream;
    }
}
