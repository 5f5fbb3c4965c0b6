package io.github.llmrouter.virtual;

import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.wire.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What was tried for one request, to be told in the log when it ends. For one thread. */
final class Story {

    private final Call call;
    private final InstantSource clock;
    private final long began;
    private final List<Json> attempts = new ArrayList<>();
    private Json attempt = Json.object();
    private long attemptBegan;

    Story(Call call, InstantSource clock) {
        this.call = call;
        this.clock = clock;
        this.began = clock.millis();
    }

    void tries(Decision decision) {
        attemptBegan = clock.millis();
        attempt = Json.object()
                .with("target_model", decision.target())
                .with("reason", decision.reason())
                .with("reasoning_effort", Events.effort(decision));
        attempts.add(attempt);
    }

    void failed(int status) {
        attempt.with("status", "failed").with("http_status", status).with("duration_ms", clock.millis() - attemptBegan);
    }

    void answered() {
        attempt.with("status", "success").with("duration_ms", clock.millis() - attemptBegan);
        end("request_completed");
    }

    /** @param begun whether the client has read the beginning of an answer */
    void ends(boolean begun) {
        end(begun ? "request_failed_after_headers" : "request_failed");
    }

    private void end(String name) {
        Events.ended(name, call, attempts.stream(), clock.millis() - began);
    }
}
