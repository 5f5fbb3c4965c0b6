package io.github.llmrouter.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of every recorded request in every other dialect. */
class RequestInvariantsTest {

    static Stream<Question> all() {
        return Question.all();
    }

    private static final Map<Question, JsonNode> CONVERTED = new LinkedHashMap<>();

    @BeforeAll
    static void convert() {
        Question.all().forEach(question -> {
            try {
                CONVERTED.put(question, question.crossing().request());
            } catch (FaultException e) {
                // Refused: another test's concern.
            }
        });
    }

    @AfterAll
    static void forget() {
        CONVERTED.clear();
    }

    /** Those that can be converted. */
    static Stream<Question> converted() {
        return CONVERTED.keySet().stream();
    }

    static Stream<Question> agents() {
        return Question.agents();
    }

    @ParameterizedTest
    @MethodSource("all")
    void requestIsConvertedOrRefusedWithTheFieldsName(Question question) {
        try {
            assertThat(question.crossing().request()).isNotEmpty();
        } catch (FaultException e) {
            assertThat(e.fault().kind()).isEqualTo(Fault.Kind.INVALID);
            assertThat(e.fault().param()).isNotBlank();
            assertThat(e.fault().message()).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void whatAgentsSendIsNeverRefused(Question question) {
        assertThat(question.crossing().request()).isNotEmpty();
    }

    /** Invariant 13. */
    @ParameterizedTest
    @MethodSource("converted")
    void everyCallHasOneResult(Question question) {
        Set<String> open = new LinkedHashSet<>();
        for (Turn turn : readBack(question).turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolCall call) {
                    assertThat(open.add(call.id())).as("call ids are unique").isTrue();
                } else if (part instanceof Part.ToolResult result) {
                    assertThat(open.remove(result.callId())).isTrue();
                }
            }
        }
        assertThat(open).isEmpty();
    }

    /** Invariant 15. */
    @ParameterizedTest
    @MethodSource("converted")
    void payloadsAreUnchanged(Question question) {
        assertThat(payloads(readBack(question)))
                .isEqualTo(payloads(question.crossing().there()));
    }

    /** Invariant 16: all that instructs is said once, and in order. */
    @ParameterizedTest
    @MethodSource("converted")
    void instructionsAreSaidOnce(Question question) {
        Crossing crossing = question.crossing();
        List<String> before = crossing.there().turns().stream()
                .filter(Turn::instructs)
                .flatMap(turn -> turn.parts().stream())
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .filter(text -> !text.isBlank())
                .toList();
        String body = String.join("\n", texts(CONVERTED.get(question), new ArrayList<>()));
        int from = 0;
        for (String text : before) {
            int at = body.indexOf(text, from);
            assertThat(at).as(text).isGreaterThanOrEqualTo(0);
            from = at + text.length();
        }
    }

    /** Invariants 11 and 12. */
    @ParameterizedTest
    @MethodSource("converted")
    void callsKeepNamesAndArguments(Question question) {
        assertThat(calls(readBack(question)))
                .isEqualTo(calls(question.crossing().there()));
    }

    /** Invariant 9, of the question. */
    @ParameterizedTest
    @MethodSource("converted")
    void whatUsersAndAssistantsSayIsKept(Question question) {
        Crossing crossing = question.crossing();
        String body = String.join("\n", texts(CONVERTED.get(question), new ArrayList<>()));
        for (Turn turn : crossing.there().turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.Text text && !text.text().isBlank()) {
                    assertThat(body).contains(text.text().strip());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("converted")
    void plainTextDocumentsAreKept(Question question) {
        String body = String.join("\n", texts(CONVERTED.get(question), new ArrayList<>()));
        parts(question.crossing().there()).forEach(part -> {
            if (part instanceof Part.Document document && document.media() instanceof Media.Plain plain) {
                byte[] bytes = plain.text().getBytes(StandardCharsets.UTF_8);
                assertThat(body)
                        .satisfiesAnyOf(
                                text -> assertThat(text).contains(plain.text()),
                                text -> assertThat(text)
                                        .contains(Base64.getEncoder().encodeToString(bytes)));
            }
        });
    }

    /** Invariant 18: state that another vendor issued goes nowhere. */
    @ParameterizedTest
    @MethodSource("converted")
    void foreignStateIsNeverSent(Question question) {
        String body = Json.text(CONVERTED.get(question));
        Chat chat = question.client().codec().readRequest(question.ask(), new Losses());
        for (Turn turn : chat.turns()) {
            for (Part part : turn.parts()) {
                String state = state(part);
                if (state.length() > 8) {
                    assertThat(body).doesNotContain(state);
                }
            }
        }
    }

    /** Invariant 20, as far as names are legal. */
    @ParameterizedTest
    @MethodSource("converted")
    void toolsKeepTheirNumberAndHaveDistinctNames(Question question) {
        List<String> after = functions(readBack(question));
        assertThat(new HashSet<>(after)).hasSameSizeAs(after);
        assertThat(after)
                .allMatch(name -> name.matches(
                        question.upstream().codec().toolNames().legal().pattern()));
        assertThat(after).containsAll(functions(question.crossing().there()));
    }

    private static String state(Part part) {
        return switch (part) {
            case Part.Reasoning thought -> thought.seal().value();
            case Part.ToolCall call -> call.seal().value();
            case Part.Opaque opaque -> opaque.seal().value();
            default -> "";
        };
    }

    private static Chat readBack(Question question) {
        JsonNode body = CONVERTED.get(question);
        return question.upstream().codec().readRequest(Crossing.ask(body, false), new Losses());
    }

    private static List<String> functions(Chat chat) {
        return chat.tools().stream()
                .filter(tool -> !(tool instanceof Tool.BuiltIn))
                .map(Tool::name)
                .toList();
    }

    private static List<String> calls(Chat chat) {
        return parts(chat)
                .filter(Part.ToolCall.class::isInstance)
                .map(part -> ((Part.ToolCall) part).name() + " " + Sketch.arguments((Part.ToolCall) part))
                .toList();
    }

    private static List<String> payloads(Chat chat) {
        return parts(chat)
                .map(part -> switch (part) {
                    case Part.Image image -> payload(image.media());
                    case Part.Document document -> payload(document.media());
                    case Part.Audio audio -> payload(audio.media());
                    case Part.Video video -> payload(video.media());
                    default -> "";
                })
                .filter(payload -> !payload.isEmpty())
                .sorted()
                .toList();
    }

    private static String payload(Media media) {
        return switch (media) {
            // Text may be given as text or as a file: see plainTextDocumentsAreKept.
            case Media.Inline inline when inline.type().equals("text/plain") -> "";
            case Media.Inline inline -> inline.type().replace("audio/mp3", "audio/mpeg") + " " + inline.base64();
            case Media.Link link -> link.url();
            case Media.Uploaded uploaded -> uploaded.id();
            case Media.Plain plain -> "";
            case Media.Parts parts -> "";
        };
    }

    private static Stream<Part> parts(Chat chat) {
        return chat.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .flatMap(part -> part instanceof Part.ToolResult result
                        ? Stream.concat(Stream.of(part), result.parts().stream())
                        : Stream.of(part));
    }

    private static List<String> texts(JsonNode node, List<String> out) {
        if (node.isTextual()) {
            out.add(node.textValue());
        }
        node.forEach(inner -> texts(inner, out));
        return out;
    }
}
