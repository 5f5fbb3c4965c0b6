package io.github.llmrouter.translation;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A running router before an upstream that answers what was recorded. Each recording is a model of its own, so that one that fails
 * sets no other aside.
 */
final class Playback implements AutoCloseable {

    private final ScriptedUpstream upstream = new ScriptedUpstream(this::play);
    private final Map<String, Recorded> byName = new HashMap<>();
    private final RunningRouter router;

    Playback(List<Recorded> recordings) {
        StringBuilder models = new StringBuilder("model_list:\n");
        for (Recorded recorded : recordings) {
            byName.put(model(recorded), recorded);
            models.append(entry(recorded));
        }
        this.router = new RunningRouter(models.toString());
        String problem = router.router().notReady();
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    private String entry(Recorded recorded) {
        String dialect = recorded.dialect().name();
        String base = upstream.base() + "/" + model(recorded)
                + switch (dialect) {
                    case "anthropic" -> "";
                    case "gemini" -> "/v1beta";
                    default -> "/v1";
                };
        return "  - {model_name: %s, llm_params: {api_type: %s, model: %s, api_base: \"%s\", api_key: k}}\n"
                .formatted(model(recorded), dialect, Crossing.PLAIN.get(dialect), base);
    }

    /** The name by which a client asks for this answer. */
    static String model(Recorded recorded) {
        return recorded.dialect().name() + "." + recorded.name();
    }

    RunningRouter router() {
        return router;
    }

    private void play(ScriptedUpstream.Request request, ScriptedUpstream.Line line) throws IOException {
        Recorded recorded = byName.get(request.path().split("/")[1]);
        if (recorded.streamed()) {
            line.begin(recorded.status(), "text/event-stream; charset=utf-8");
            line.chunk(recorded.bytes());
            line.end();
        } else {
            line.answer(recorded.status(), "application/json", recorded.bytes());
        }
    }

    @Override
    public void close() {
        router.close();
        upstream.close();
    }
}
