package io.github.llmrouter.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Logprob;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code logprobsResult}: the tokens that were chosen and, in a list of their own, the best ones for each place. */
final class Scores {

    private Scores() {}

    static List<Logprob> read(JsonNode result) {
        List<Logprob> all = new ArrayList<>();
        JsonNode chosen = result.path("chosenCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            if (!chosen.path(i).isObject()) {
                continue;
            }
            List<Logprob> top = new ArrayList<>();
            result.path("topCandidates").path(i).path("candidates").forEach(one -> top.add(score(one, List.of())));
            all.add(score(chosen.path(i), top));
        }
        return all;
    }

    private static Logprob score(JsonNode token, List<Logprob> top) {
        return new Logprob(
                token.path("token").asText(), token.path("logProbability").asDouble(), top);
    }

    static Json write(List<Logprob> scores) {
        Json result = Json.object().with("chosenCandidates", scores.stream().map(Scores::token));
        return scores.stream().allMatch(score -> score.top().isEmpty())
                ? result
                : result.with(
                        "topCandidates",
                        scores.stream()
                                .map(score -> Json.object()
                                        .with("candidates", score.top().stream().map(Scores::token))));
    }

    private static Json token(Logprob score) {
        return Json.object().with("token", score.token()).with("logProbability", score.logprob());
    }
}
