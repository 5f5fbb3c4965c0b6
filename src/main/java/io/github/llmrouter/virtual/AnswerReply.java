package io.github.llmrouter.virtual;

import io.github.llmrouter.gateway.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets an answer through with headers that tell of the decision, but keeps an error: another model may do better. */
final class AnswerReply implements Reply {

    private static final int ERROR = 400;

    private final Reply client;
    private final List<Map.Entry<String, String>> more;
    private @Nullable HeldReply held;

    AnswerReply(Reply client, List<Map.Entry<String, String>> more) {
        this.client = client;
        this.more = more;
    }

    @Override
    public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length)
            throws IOException {
        if (status >= ERROR) {
            HeldReply error = new HeldReply();
            held = error;
            return error.begin(status, headers, stream, length);
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.addAll(more);
        return client.begin(status, all, stream, length);
    }

    @Override
    public boolean begun() {
        return client.begun() || held != null;
    }

    @Override
    public boolean clientGone() {
        return client.clientGone();
    }

    /** The upstream's own error, null if the answer was none. */
    @Nullable
    HeldReply error() {
        return held;
    }
}
