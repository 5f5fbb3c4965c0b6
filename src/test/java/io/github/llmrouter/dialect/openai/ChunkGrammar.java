package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every stream of chunks that we write must keep to. */
public final class ChunkGrammar {

    private ChunkGrammar() {}

    public static void check(String sse, boolean usage, boolean complete) throws IOException {
        List<JsonNode> chunks = Answers.chunksOf(sse);
        assertThat(sse.endsWith("data: [DONE]\n\n")).isEqualTo(complete);
        assertThat(chunks.get(chunks.size() - 1).has("error")).isNotEqualTo(complete);
        if (!complete) {
            chunks = chunks.subList(0, chunks.size() - 1);
        }
        Set<String> headings = new HashSet<>();
        Set<Integer> begun = new HashSet<>();
        Map<Integer, String> finished = new HashMap<>();
        Map<Integer, Integer> calls = new HashMap<>();
        for (JsonNode chunk : chunks) {
            headings.add(chunk.path("id") + "/" + chunk.path("created") + "/" + chunk.path("model"));
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            for (JsonNode choice : chunk.path("choices")) {
                int index = choice.path("index").asInt(-1);
                assertThat(choice.path("delta").has("role")).isEqualTo(begun.add(index));
                assertThat(finished).doesNotContainKey(index);
                if (!choice.path("finish_reason").isNull()) {
                    finished.put(index, choice.path("finish_reason").asText());
                }
                for (JsonNode call : choice.path("delta").path("tool_calls")) {
                    int known = calls.getOrDefault(index, -1);
                    int at = call.path("index").asInt(-1);
                    assertThat(at).isEqualTo(call.has("id") ? known + 1 : known);
                    calls.put(index, at);
                }
            }
            boolean last = chunk == chunks.get(chunks.size() - 1);
            if (usage && complete) {
                assertThat(chunk.path("usage").isObject()).isEqualTo(last);
                assertThat(chunk.path("choices").isEmpty()).isEqualTo(last);
            }
        }
        assertThat(headings).hasSize(chunks.isEmpty() ? 0 : 1);
        if (complete) {
            assertThat(finished.keySet()).isEqualTo(begun);
            finished.forEach(
                    (index, reason) -> assertThat(reason.equals("tool_calls")).isEqualTo(calls.containsKey(index)));
        }
    }
}
