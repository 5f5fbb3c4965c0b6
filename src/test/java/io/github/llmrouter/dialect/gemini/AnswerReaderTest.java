package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Answer;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerReaderTest {

    private static final Map<String, StopReason> FINISHES = Map.of(
            "stop", StopReason.STOP,
            "toolCalls", StopReason.TOOL_CALLS,
            "length", StopReason.LENGTH,
            "filtered", StopReason.FILTERED);

    static List<Path> answers() {
        return Fixtures.answers();
    }

    static List<Path> streams() {
        return answers().stream().filter(Fixtures::streamed).toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRecordedAnswerMeansWhatIsExpected(Path file) {
        JsonNode expected = Fixtures.expected(file).orElseThrow();
        Fold fold = new Fold();
        List<Event> events = Fixtures.events(file);
        if (expected.hasNonNull("status")) {
            Fault fault = new Gemini().readFault(expected.get("status").intValue(), name -> null, Fixtures.bytes(file));
            agrees(fault, expected.get("error"));
            return;
        }
        events.stream().filter(event -> !(event instanceof Event.Failed)).forEach(fold::add);
        assertThat(events.getLast() instanceof Event.Ended)
                .isEqualTo(expected.get("complete").booleanValue());
        if (events.getLast() instanceof Event.Failed(Fault fault)) {
            agrees(fault, expected.get("error"));
        }
        agrees(fold.answer(), expected);
    }

    private static void agrees(Fault fault, JsonNode error) {
        assertThat(fault.message()).isEqualTo(error.get("message").textValue());
        assertThat(new Gemini().writeFault(fault, "r").body().at("/error/status"))
                .isEqualTo(error.get("class"));
    }

    private static void agrees(Answer answer, JsonNode expected) {
        assertThat(answer.id()).isEqualTo(expected.get("id").textValue());
        assertThat(answer.model()).isEqualTo(expected.get("model").textValue());
        Answer.Candidate candidate = answer.candidates().getFirst();
        if (expected.hasNonNull("finish")) {
            assertThat(candidate.finish().reason())
                    .isEqualTo(FINISHES.get(expected.get("finish").textValue()));
        }
        agrees(answer.usage(), expected.get("usage"));
        List<JsonNode> parts = new ArrayList<>();
        for (Part part : candidate.parts()) {
            if (part instanceof Part.Opaque) {
                continue;
            }
            parts.add(summary(part));
        }
        assertThat(parts).hasSize(expected.get("parts").size());
        for (int i = 0; i < parts.size(); i++) {
            JsonNode wanted = expected.get("parts").get(i);
            JsonNode actual = parts.get(i);
            wanted.properties().forEach(field -> {
                if (actual.has(field.getKey()) && !field.getValue().isNull()) {
                    assertThat(actual.get(field.getKey())).isEqualTo(field.getValue());
                }
            });
            assertThat(actual.get("kind")).isEqualTo(wanted.get("kind"));
        }
    }

    private static JsonNode summary(Part part) {
        return switch (part) {
            case Part.Text text ->
                Json.object().with("kind", "text").with("text", text.text()).node();
            case Part.Reasoning reasoning ->
                Json.object()
                        .with("kind", "reasoning")
                        .with("text", reasoning.text())
                        .node();
            case Part.ToolCall call ->
                Json.object()
                        .with("kind", "call")
                        .with("id", call.id())
                        .with("name", call.name())
                        .with("args", Fixtures.tree(call.arguments()))
                        .with("opaque", call.seal().isPresent())
                        .node();
            case Part.ServerTool tool -> Json.object().with("kind", "server").node();
            default -> throw new AssertionError("unexpected " + part);
        };
    }

    private static void agrees(Usage usage, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(usage).isNull();
            return;
        }
        assertThat(usage).isNotNull();
        assertThat(usage.totalInput()).isEqualTo(expected.get("in").longValue());
        assertThat(usage.cacheRead()).isEqualTo(expected.get("cacheRead").longValue());
        assertThat(usage.output()).isEqualTo(expected.get("out").longValue());
        assertThat(usage.reasoning()).isEqualTo(expected.get("reasoning").longValue());
        assertThat(usage.total()).isEqualTo(expected.get("total").longValue());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void whereTheStreamIsCutDoesNotMatter(Path file) {
        byte[] whole = Fixtures.bytes(file);
        List<Event> events = Fixtures.stream(whole);
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            int cut = random.nextInt(whole.length);
            int then = cut + random.nextInt(whole.length - cut);
            assertThat(Fixtures.stream(
                            Arrays.copyOf(whole, cut),
                            Arrays.copyOfRange(whole, cut, then),
                            Arrays.copyOfRange(whole, then, whole.length)))
                    .isEqualTo(events);
        }
        String text = new String(whole, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Fixtures.stream(text.replace("\r\n", "\n"))).isEqualTo(events);
        assertThat(Fixtures.stream(text.stripTrailing())).isEqualTo(events);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatLosesItsEndFails(Path file) {
        String text = new String(Fixtures.bytes(file), java.nio.charset.StandardCharsets.UTF_8);
        String[] frames = text.strip().split("\r?\n\r?\n");
        for (int kept = 0; kept < frames.length - 1; kept++) {
            List<Event> events =
                    Fixtures.stream(String.join("\n\n", List.of(frames).subList(0, kept)));
            assertThat(events.getLast()).isInstanceOf(Event.Failed.class);
            assertThat(events).noneMatch(Event.Ended.class::isInstance).noneMatch(Event.Finished.class::isInstance);
        }
    }

    @Test
    void callsWithoutIdsGetStableOnesOfTheirOwn() {
        String answer = "{\"responseId\":\"r\",\"candidates\":[{\"content\":{\"parts\":["
            + "{\"functionCall\":{\"name\":\"f\"}},{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReason\":\"STOP\"}]}";
        List<Part> parts = parts(answer);
        assertThat(parts).hasSize(2).isEqualTo(parts(answer));
        assertThat(((Part.ToolCall) parts.get(0)).id()).matches("call_[a-z2-7]{24}");
        assertThat(((Part.ToolCall) parts.get(0)).id()).isNotEqualTo(((Part.ToolCall) parts.get(1)).id());
        assertThat(((Part.ToolCall) parts.get(0)).arguments()).isEqualTo("{}");
    }

    @Test
    void numbersOfArgumentsKeepTheirDigits() {
        Part part = parts("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":"
                        + "{\"z\":1.50,\"a\":12345678901234567890123}}}]},\"finishReason\":\"STOP\"}]}")
                .getFirst();
        assertThat(((Part.ToolCall) part).arguments()).isEqualTo("{\"z\":1.50,\"a\":12345678901234567890123}");
    }

    @Test
    void piecesOfArgumentsAreJoinedInAnyOrder() {
        String chunk = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":%s}]}}]}\n\n";
        StringBuilder stream = new StringBuilder();
        for (String call : List.of(
                "{\"name\":\"f\",\"willContinue\":true}",
                "{\"partialArgs\":[{\"jsonPath\":\"$.b[1]\",\"numberValue\":2},{\"jsonPath\":\"$.s\",\"stringValue\":\"x\",\"willContinue\":true}],\"willContinue\":true}",
                "{\"partialArgs\":[{\"jsonPath\":\"$.s\",\"stringValue\":\"y\"},{\"jsonPath\":\"$['k.1'].t\",\"boolValue\":true}],\"willContinue\":true}",
                "{\"partialArgs\":[{\"jsonPath\":\"$.n\",\"nullValue\":\"NULL_VALUE\"}],\"willContinue\":true}",
                "{}")) {
            stream.append(chunk.formatted(call));
        }
        stream.append("data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n");
        Part.ToolCall call = (Part.ToolCall) Fold.of(Fixtures.stream(stream.toString()))
                .candidates()
                .getFirst()
                .parts()
                .getFirst();
        assertThat(call.arguments()).isEqualTo("{\"b\":[null,2],\"s\":\"xy\",\"k.1\":{\"t\":true},\"n\":null}");
    }

    @Test
    void aSignatureBelongsToTheTextBeforeIt() {
        List<Part> joined = parts(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\",\"thoughtSignature\":\"c2ln\"}]},"
                    + "\"finishReason\":\"STOP\"}]}");
        assertThat(joined).hasSize(2);
        assertThat(joined.getFirst()).isEqualTo(new Part.Text("ab"));
        assertThat(((Part.Opaque) joined.get(1)).seal().value()).isEqualTo("c2ln");
    }

    @Test
    void sourcesAreCountedInCodePoints() {
        List<Part> parts = parts(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"😀 né. Paris.\"}]},\"finishReason\":\"STOP\","
                    + "\"groundingMetadata\":{\"groundingChunks\":[{\"web\":{\"uri\":\"http://x\",\"title\":\"X\"}}],\"groundingSupports\":["
                    + "{\"segment\":{\"startIndex\":10,\"endIndex\":16,\"text\":\"Paris.\"},\"groundingChunkIndices\":[0,9]}]}}]}");
        Part.Text text = (Part.Text) parts.getFirst();
        assertThat(text.citations()).hasSize(1);
        assertThat(text.citations().getFirst().start()).isEqualTo(6);
        assertThat(text.citations().getFirst().end()).isEqualTo(12);
        assertThat(text.citations().getFirst().url()).isEqualTo("http://x");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, text, STOP",
        "1, text, STOP",
        "MAX_TOKENS, text, LENGTH",
        "2, , LENGTH",
        "SAFETY, , FILTERED",
        "3, , FILTERED",
        "RECITATION, text, FILTERED",
        "MODEL_ARMOR, , FILTERED",
        "BLOCKLIST, , FILTERED",
        "PROHIBITED_CONTENT, , FILTERED",
        "SPII, , FILTERED",
        "IMAGE_SAFETY, , FILTERED",
        "LANGUAGE, , FILTERED",
        "MALFORMED_FUNCTION_CALL, , MALFORMED_CALL",
        "UNEXPECTED_TOOL_CALL, call, TOOL_CALLS",
        "STOP, call, TOOL_CALLS",
        "OTHER, text, STOP",
        "CONTINUATION, text, PAUSED",
        "TOO_MANY_TOOL_CALLS, , MALFORMED_CALL",
        "NEW_REASON, text, STOP",
    })
    void everyReasonToStopIsKnown(String reason, String said, StopReason expected) {
        String part =
                said == null ? "" : said.equals("text") ? "{\"text\":\"hi\"}" : "{\"functionCall\":{\"name\":\"f\"}}";
        String value = reason.length() == 1 ? reason : "\"" + reason + "\"";
        Answer answer = Fold.of(
                read("{\"candidates\":[{\"content\":{\"parts\":[" + part + "]},\"finishReason\":" + value + "}]}"));
        assertThat(answer.candidates().getFirst().finish().reason()).isEqualTo(expected);
    }

    @Test
    void aModelThatGivesUpWithoutAWordHasFailed() {
        List<Event> events = read("{\"candidates\":[{\"finishReason\":\"OTHER\"}]}");
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        Event.Failed.class,
                        failed -> assertThat(failed.fault().kind()).isEqualTo(Fault.Kind.UPSTREAM));
    }

    @Test
    void aBlockedPromptIsFiltered() {
        Answer answer = Fold.of(
                read(
                        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\",\"blockReasonMessage\":\"no\"},\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}}"));
        assertThat(answer.candidates().getFirst().finish())
                .isEqualTo(new Event.Finish(StopReason.FILTERED, null, "no"));
        assertThat(answer.usage()).isEqualTo(Usage.of(3, 0, 0, 0, 0, 0));
    }

    @Test
    void candidatesAreKeptApart() {
        Answer answer = Fold.of(Fixtures.stream("""
            data: {"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1,"content":{"parts":[{"text":"x"}]}}]}

            data: {"candidates":[{"index":1,"content":{"parts":[{"text":"y"}]},"finishReason":"STOP"}]}

            data: {"candidates":[{"index":0,"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]}

            """));
        assertThat(answer.candidates().get(0).parts()).containsExactly(new Part.Text("ab"));
        assertThat(answer.candidates().get(1).parts()).containsExactly(new Part.Text("xy"));
        assertThat(answer.candidates().get(0).finish().reason()).isEqualTo(StopReason.LENGTH);
    }

    @Test
    void strangeInputNeverThrows() {
        for (String strange : List.of(
                "data: nonsense\n\n",
                "data: 1\n\n",
                "data:"
                    + " {\"candidates\":[1,{\"content\":\"x\"},{\"content\":{\"parts\":[2,{},{\"inlineData\":{\"mimeType\":\"text/plain\",\"data\":\"?\"}}]}}]}\n\n",
                "data:"
                    + " {\"candidates\":[{\"content\":{\"parts\":[{\"newKind\":{\"a\":1}}]},\"finishReason\":{}}]}\n\n")) {
            assertThat(Fixtures.stream(strange)).isNotEmpty();
        }
    }

    private static List<Event> read(String body) {
        return Fixtures.CODEC.readAnswer(Fixtures.tree(body), new Losses());
    }

    private static List<Part> parts(String body) {
        return Fold.of(read(body)).candidates().getFirst().parts();
    }
}
