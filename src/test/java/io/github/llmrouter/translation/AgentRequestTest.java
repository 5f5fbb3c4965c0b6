package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What coding agents send that hardly anybody converts: each of their requests, to every other dialect, with its losses told. */
class AgentRequestTest {

    static Stream<Question> claudeCode() {
        return agents("claude-code").filter(question -> question.ask().body().has("context_management"));
    }

    static Stream<Question> codex() {
        return agents("codex");
    }

    static Stream<Question> geminiCli() {
        return agents("gemini-cli").filter(question -> question.ask().body().has("tools"));
    }

    private static Stream<Question> agents(String name) {
        return Question.agents().filter(question -> question.name().startsWith(name));
    }

    /** They are beside the project, so none of the tests below is empty. */
    @Test
    void requestsAreThere() {
        Shared.path("requests");
        assertThat(claudeCode()).isNotEmpty();
        assertThat(codex()).isNotEmpty();
        assertThat(geminiCli()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("claudeCode")
    void claudeCodesThinkingAndContextEditsAreAccountedFor(Question question) {
        Crossing crossing = question.crossing();
        JsonNode there = crossing.request();
        JsonNode asked = question.ask().body();
        assertThat(crossing.report()).contains("context_management");
        assertThat(asked.at("/thinking/type").asText()).isEqualTo("adaptive");
        String effort = asked.at("/output_config/effort").asText();
        switch (question.upstream().name()) {
            case "openai" -> assertThat(there.path("reasoning_effort").asText()).isEqualTo(effort);
            case "openai-responses" ->
                assertThat(there.at("/reasoning/effort").asText()).isEqualTo(effort);
            default ->
                assertThat(there.at("/generationConfig/thinkingConfig/thinkingLevel")
                                .asText())
                        .isEqualToIgnoringCase(effort);
        }
        // The system turn in the middle of the messages is said, too.
        for (JsonNode message : asked.path("messages")) {
            if (message.path("role").asText().equals("system")) {
                String first = message.path("content").isTextual()
                        ? message.path("content").asText()
                        : message.at("/content/0/text").asText();
                assertThat(strings(there)).anyMatch(text -> text.contains(first));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codex")
    void codexsNamespacesAreFlatAndItsWebSearchIsAccountedFor(Question question) {
        Crossing crossing = question.crossing();
        JsonNode there = crossing.request();
        for (JsonNode tool : question.ask().body().path("tools")) {
            switch (tool.path("type").asText()) {
                case "namespace" ->
                    tool.path("tools").forEach(inner -> {
                        String name = tool.path("name").asText() + "__"
                                + inner.path("name").asText();
                        assertThat(strings(there.path("tools"))).contains(name);
                    });
                case "web_search" ->
                    assertThat(crossing.report().contains("web_search")
                                    || strings(there.path("tools")).stream()
                                            .anyMatch(text -> text.contains("web_search"))
                                    || there.path("tools").toString().contains("googleSearch")
                                    || there.has("web_search_options"))
                            .as("web_search in %s and %s", crossing.report(), there.path("tools"))
                            .isTrue();
                default ->
                    assertThat(strings(there.path("tools")))
                            .contains(tool.path("name").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("geminiCli")
    void geminiClisJsonSchemasArriveAsTheyAre(Question question) {
        JsonNode there = question.crossing().request();
        List<JsonNode> schemas = question.ask().body().findValues("parametersJsonSchema");
        assertThat(schemas).isNotEmpty();
        String field = question.upstream().name().equals("anthropic") ? "input_schema" : "parameters";
        List<JsonNode> arrived = there.path("tools").findValues(field);
        assertThat(arrived).hasSameSizeAs(schemas);
        for (int i = 0; i < schemas.size(); i++) {
            assertThat(arrived.get(i).path("properties").properties().stream().map(Object::toString))
                    .containsExactlyElementsOf(schemas.get(i).path("properties").properties().stream()
                            .map(Object::toString)
                            .toList());
        }
    }

    private static List<String> strings(JsonNode node) {
        List<String> all = new ArrayList<>();
        if (node.isTextual()) {
            all.add(node.textValue());
        }
        node.forEach(inner -> all.addAll(strings(inner)));
        return all;
    }
}
