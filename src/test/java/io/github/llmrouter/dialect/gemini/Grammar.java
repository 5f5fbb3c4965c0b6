package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What every stream of this dialect must look like. */
public final class Grammar {

    private Grammar() {}

    /** @param failed whether it is expected to end with an error */
    public static void check(String stream, boolean failed) {
        assertThat(stream).endsWith("\r\n\r\n").doesNotContain("\nevent:").doesNotContain("data: [DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String frame : stream.split("\r\n\r\n")) {
            assertThat(frame).startsWith("data: ").doesNotContain("\n");
            chunks.add(Fixtures.tree(frame.substring(6)));
        }
        assertThat(chunks.getLast().has("error")).isEqualTo(failed);
        int finished = 0;
        for (JsonNode chunk : chunks) {
            for (JsonNode candidate : chunk.path("candidates")) {
                if (candidate.has("finishReason")) {
                    finished++;
                    assertThat(chunk).isSameAs(chunks.getLast());
                }
                candidate.at("/content/parts").forEach(part -> assertThat(part).isNotEmpty());
            }
            finished += chunk.path("promptFeedback").has("blockReason") ? 1 : 0;
        }
        assertThat(finished)
                .isEqualTo(
                        failed
                                ? 0
                                : Math.max(
                                        1, chunks.getLast().path("candidates").size()));
    }
}
