package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {

    private static final String STOP = "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}";

    @Test
    void partsLeaveOneAfterTheOther() {
        List<Event> events = Answers.stream(Answers.chunks(
                        delta("\"role\":\"assistant\",\"reasoning_content\":\"hm\""),
                        delta("\"content\":\"Hi\""),
                        delta("\"tool_calls\":[" + call(0, "a", "f", "{}") + "]"),
                        STOP)
                + "data: [DONE]\n\n");
        assertThat(events)
                .map(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "Started",
                        "PartStarted",
                        "Delta",
                        "PartEnded",
                        "PartStarted",
                        "Delta",
                        "PartEnded",
                        "PartStarted",
                        "Delta",
                        "PartEnded",
                        "Finished",
                        "Ended");
        assertThat(events).contains(new Event.Started("c1", "m", 7));
    }

    @Test
    void wordsAreTheOutputOfTheirOwnChunk() {
        String first = Answers.chunks(delta("\"content\":\"He\""));
        List<Event> events = Answers.stream(first + Answers.chunks(delta("\"content\":\"llo\"")));
        assertThat(events)
                .containsSubsequence(
                        new Event.Delta(0, new Event.Words("He")), new Event.Delta(0, new Event.Words("llo")));
    }

    @Test
    void interleavedCallsAreSortedOut() {
        List<Part> parts = parts(
                delta("\"tool_calls\":[" + call(0, "a", "f", "") + "," + call(1, "b", "g", "") + "]"),
                delta("\"tool_calls\":[" + more(1, "{\\\"y\\\":") + "," + more(0, "{\\\"x\\\":1") + "]"),
                delta("\"tool_calls\":[" + more(0, "}") + "," + more(1, "2}") + "]"),
                delta("\"content\":\"after\""));
        assertThat(parts)
                .containsExactly(
                        new Part.ToolCall("a", "f", "{\"x\":1}"),
                        new Part.ToolCall("b", "g", "{\"y\":2}"),
                        new Part.Text("after"));
    }

    @Test
    void sequentialCallsAreToldAsTheyGrow() {
        List<Event> events = Answers.stream(Answers.chunks(
                delta("\"tool_calls\":[" + call(0, "a", "f", "{}") + "]"),
                delta("\"tool_calls\":[" + call(1, "b", "g", "") + "]"),
                delta("\"tool_calls\":[" + more(1, "{\\\"y\\\"") + "]")));
        assertThat(events).contains(new Event.Delta(0, new Event.Words("{\"y\"")));
    }

    @Test
    void sameIndexWithAnotherIdIsAnotherCall() {
        assertThat(parts(
                        delta("\"tool_calls\":[" + call(0, "a", "f", "{}") + "]"),
                        delta("\"tool_calls\":[" + call(0, "b", "f", "{\\\"z\\\":0}") + "]")))
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "f", "{\"z\":0}"));
    }

    @Test
    void repeatedIdAndNameAreTheSameCall() {
        assertThat(parts(
                        delta("\"tool_calls\":[" + call(0, "a", "f", "{") + "]"),
                        delta("\"tool_calls\":[" + call(0, "a", "f", "}") + "]")))
                .containsExactly(new Part.ToolCall("a", "f", "{}"));
    }

    @Test
    void callsWithoutIdOrIndexGetStableIds() {
        String chunk = delta("\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1.0}}}]");
        List<Part> parts = parts(chunk, chunk);
        assertThat(parts).hasSize(2);
        assertThat(parts).map(part -> ((Part.ToolCall) part).arguments()).containsOnly("{\"a\":1.0}");
        assertThat(parts).map(part -> ((Part.ToolCall) part).id()).doesNotHaveDuplicates();
        assertThat(parts(chunk, chunk)).isEqualTo(parts);
        assertThat(parts).allMatch(part -> ((Part.ToolCall) part).id().matches("[A-Za-z0-9_-]{1,40}"));
    }

    @Test
    void negativeIndexIsNoIndex() {
        assertThat(parts("{\"index\":0,\"delta\":{\"tool_calls\":[" + call(-1, "a", "f", "{}")
                        + "]},\"finish_reason\":\"tool_calls\"}"))
                .containsExactly(new Part.ToolCall("a", "f", "{}"));
    }

    @Test
    void emptyFragmentIsNoCall() {
        Answer answer = answer(delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\"}}]"), STOP);
        assertThat(answer.candidates().get(0).parts()).isEmpty();
        assertThat(answer.candidates().get(0).finish().reason()).isEqualTo(StopReason.STOP);
    }

    @Test
    void oneChunkMayHoldEverything() {
        assertThat(parts(
                        "{\"index\":0,\"delta\":{\"content\":\"t\",\"refusal\":\"r\",\"reasoning\":\"h\",\"tool_calls\":["
                                + call(0, "a", "f", "{}") + "]},\"finish_reason\":\"stop\"}"))
                .map(part -> part.getClass().getSimpleName())
                .containsExactly("Reasoning", "Text", "Refusal", "ToolCall");
    }

    @Test
    void onlyTheRichestReasoningCounts() {
        assertThat(parts(delta("\"reasoning\":\"x\",\"reasoning_content\":\"x\",\"reasoning_details\":"
                        + "[{\"type\":\"reasoning.text\",\"text\":\"x\",\"signature\":\"s\"}]")))
                .containsExactly(new Part.Reasoning("x", List.of(), io.github.llmrouter.chat.Seal.of("openai", "s")));
    }

    @Test
    void summariesKeepTheirBordersAndTheirState() {
        List<Part> parts = parts(
                delta("\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"a\",\"index\":0}]"),
                delta("\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"b\",\"index\":1}]"),
                delta("\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"s\",\"id\":\"rs_1\"}]"));
        assertThat(parts)
                .containsExactly(new Part.Reasoning(
                        "", List.of("a", "b"), new io.github.llmrouter.chat.Seal("openai", "s", "rs_1")));
    }

    @Test
    void mistralsThoughtsStandInTheContent() {
        assertThat(parts(delta("\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\"}]},"
                        + "{\"type\":\"text\",\"text\":\"t\"}]")))
                .map(part -> part.getClass().getSimpleName())
                .containsExactly("Reasoning", "Text");
    }

    @Test
    void olderFunctionCallIsACall() {
        Answer answer = answer(
                delta("\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}"),
                delta("\"function_call\":{\"arguments\":\"}\"}"),
                "{\"index\":0,\"delta\":{},\"finish_reason\":\"function_call\"}");
        Part.ToolCall call = (Part.ToolCall) answer.candidates().get(0).parts().get(0);
        assertThat(call.name()).isEqualTo("f");
        assertThat(call.arguments()).isEqualTo("{}");
        assertThat(answer.candidates().get(0).finish().reason()).isEqualTo(StopReason.TOOL_CALLS);
    }

    @Test
    void customCallsKeepTheirFreeText() {
        Part part = parts(
                        delta("\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"custom\","
                                + "\"custom\":{\"name\":\"patch\",\"input\":\"*** \"}}]"),
                        delta("\"tool_calls\":[{\"index\":0,\"custom\":{\"input\":\"Begin\"}}]"))
                .get(0);
        assertThat(((Part.ToolCall) part).kind()).isEqualTo(Tool.Kind.CUSTOM);
        assertThat(((Part.ToolCall) part).arguments()).isEqualTo("*** Begin");
    }

    @Test
    void candidatesAreKeptApart() {
        Answer answer = answer(
                "{\"index\":0,\"delta\":{\"content\":\"a\"}}",
                "{\"index\":1,\"delta\":{\"content\":\"b\"}}",
                "{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}",
                STOP);
        assertThat(answer.candidates())
                .map(Answer.Candidate::parts)
                .containsExactly(List.of(new Part.Text("a")), List.of(new Part.Text("b")));
        assertThat(answer.candidates().get(1).finish().reason()).isEqualTo(StopReason.LENGTH);
    }

    @ParameterizedTest
    @CsvSource({
        "stop,false,STOP",
        "stop,true,TOOL_CALLS",
        "tool_calls,false,STOP",
        "tool_calls,true,TOOL_CALLS",
        "eos,false,STOP",
        "length,true,LENGTH",
        "content_filter,false,FILTERED"
    })
    void finishReasonFollowsTheCallsThatCame(String word, boolean called, StopReason reason) {
        String last = "{\"index\":0,\"delta\":{" + (called ? "\"tool_calls\":[" + call(0, "a", "f", "{}") + "]" : "")
                + "},\"finish_reason\":\"" + word + "\"}";
        assertThat(answer(last).candidates().get(0).finish().reason()).isEqualTo(reason);
    }

    @Test
    void usageMayComeInEveryChunkAndTheLastCounts() {
        String chunk = "data: {\"choices\":[" + delta("\"content\":\"a\"") + "],\"usage\":{\"prompt_tokens\":5,"
                + "\"completion_tokens\":%d,\"total_tokens\":9}}\n\n";
        Answer answer = Answers.fold(Answers.stream(chunk.formatted(1) + chunk.formatted(4) + Answers.chunks(STOP)));
        assertThat(answer.usage().output()).isEqualTo(4);
    }

    @Test
    void reasoningLeftOutOfTheCompletionIsAdded() throws IOException {
        var usage = Json.read("{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":22,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":7},\"prompt_cache_hit_tokens\":4}");
        assertThat(Tokens.read(usage, null).output()).isEqualTo(12);
        assertThat(Tokens.read(usage, null).input()).isEqualTo(6);
        assertThat(Tokens.read(usage, null).total()).isEqualTo(22);
    }

    @Test
    void emptyFirstChunkDoesNotHideTheId() {
        String azure = "data: {\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[]}\n\n";
        List<Event> events = Answers.stream(azure + Answers.chunks(delta("\"content\":\"a\""), STOP));
        assertThat(events.get(0)).isEqualTo(new Event.Started("c1", "m", 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n",
                "event: error\ndata: {\"message\":\"no\",\"type\":\"server_error\"}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\","
                        + "\"error\":{\"message\":\"no\",\"code\":500}}]}\n\n",
                "{\n \"error\": {\"message\": \"no\", \"code\": 500}\n}\n\n",
            })
    void errorInsideTheStreamFailsOnce(String error) {
        List<Event> events = Answers.stream(Answers.chunks(delta("\"content\":\"a\"")) + error + "data: [DONE]\n\n");
        assertThat(events.get(events.size() - 1)).isEqualTo(new Event.Failed(Fault.of(Fault.Kind.INTERNAL, "no")));
        assertThat(events).filteredOn(Event.Failed.class::isInstance).hasSize(1);
    }

    @Test
    void garbageFails() {
        List<Event> events = Answers.stream("data: <html>\n\n");
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(Event.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"choices\":[]}", "[]", "null", "3", "\"x\"", "{\"choices\":3}"})
    void wholeAnswerWithoutChoicesFails(String body) throws IOException {
        List<Event> events = Answers.CODEC.readAnswer(Json.read(body), new Losses());
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(Event.Failed.class);
    }

    @Test
    void filteredChoiceWithoutMessageIsAnEmptyAnswer() throws IOException {
        Answer answer = Answers.fold(Answers.CODEC.readAnswer(
                Json.read("{\"choices\":[{\"index\":0,\"finish_reason\":\"content_filter\"}]}"), new Losses()));
        assertThat(answer.candidates().get(0).parts()).isEmpty();
        assertThat(answer.candidates().get(0).finish().reason()).isEqualTo(StopReason.FILTERED);
    }

    @Test
    void signatureOfACallStandsInExtraContent() {
        Part part = parts(delta(
                        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},"
                                + "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]"))
                .get(0);
        assertThat(((Part.ToolCall) part).seal().value()).isEqualTo("s");
    }

    private static List<Part> parts(String... choices) {
        return answer(choices).candidates().get(0).parts();
    }

    private static Answer answer(String... choices) {
        return Answers.fold(Answers.stream(Answers.chunks(choices) + "data: [DONE]\n\n"));
    }

    private static String delta(String members) {
        return "{\"index\":0,\"delta\":{" + members + "},\"finish_reason\":null}";
    }

    private static String call(int index, String id, String name, String arguments) {
        return "{\"index\":" + index + ",\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name
                + "\",\"arguments\":\"" + arguments + "\"}}";
    }

    private static String more(int index, String arguments) {
        return "{\"index\":" + index + ",\"function\":{\"arguments\":\"" + arguments + "\"}}";
    }
}
