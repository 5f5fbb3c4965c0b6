package io.github.llmrouter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.Shared;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Counting;
import io.github.llmrouter.wire.Json;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading recorded requests and writing them again. */
class RequestTest {

    /** What only the vendor itself can do. */
    private static final Set<String> REFUSED = Set.of(
            "anthropic-code-execution-tool-container-reuse-t2.req.json",
            "anthropic-mcp-servers-stream.req.json",
            "in-flight-mcp-call-history-is-accepted.req.json");

    /** The model knows no such effort, as its recorded answer says. */
    private static final String UNKNOWN_EFFORT = "anthropic-explicit-effort-xhigh-unsupported-model-errors.req.json";

    private static final String SENTINEL = "S3NT1NEL";

    private final Codec codec = new Anthropic().codec();
    private final Counting counting = codec.counting().orElseThrow();

    static List<String> requests() {
        return Fixtures.requests();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readingAndWritingARequestChangesNothing(String file) {
        JsonNode body = Fixtures.json(file);
        if (REFUSED.contains(file)) {
            assertThatThrownBy(() -> codec.readRequest(Requests.ask(body), new Losses()))
                    .isInstanceOf(FaultException.class);
            return;
        }
        Losses losses = new Losses();
        JsonNode written = Requests.rewritten(body, losses);
        if (file.equals(UNKNOWN_EFFORT)) {
            assertThat(losses.changed()).containsExactly("effort(xhigh>high)");
            return;
        }
        Map<String, JsonNode> expected = Requests.normal(body);
        expected.putIfAbsent("max_tokens", written.path("max_tokens"));
        assertThat(Requests.normal(written)).isEqualTo(expected);
        assertThat(losses.semantic()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyWrittenRequestObeysTheVendorsRules(String file) {
        if (!REFUSED.contains(file)) {
            Requests.check(Requests.rewritten(Fixtures.json(file), new Losses()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code-02.json", "claude-code-03.json", "claude-code-04.json"})
    void claudeCodeIsUnderstood(String file) throws Exception {
        JsonNode body = Json.read(Files.readAllBytes(Shared.path("requests").resolve(file)))
                .path("body");
        Losses losses = new Losses();
        Chat chat = codec.readRequest(Requests.ask(body), losses);

        assertThat(losses.semantic()).isEmpty();
        assertThat(losses.dropped())
                .isEqualTo(body.has("context_management") ? Set.of("context_management") : Set.of());
        assertThat(chat.tools()).hasSameSizeAs(body.path("tools"));
        assertThat(chat.instructions().getFirst().parts()).hasSize(3);

        JsonNode written = Requests.written(chat, "claude-opus-4-8", losses);
        Requests.check(written);
        Map<String, JsonNode> expected = new HashMap<>(Requests.normal(body));
        expected.remove("context_management");
        expected.put("model", written.path("model"));
        // An effort alone is an effort to think, in every other dialect.
        expected.putIfAbsent("thinking", Requests.json("{'type':'adaptive','display':'omitted'}"));
        assertThat(Requests.normal(written)).isEqualTo(expected);
    }

    /** Every text in every request, when changed, shows in what was understood or in the report. */
    @ParameterizedTest
    @MethodSource("requests")
    void nothingIsLostInSilence(String file) {
        JsonNode body = Fixtures.json(file);
        if (REFUSED.contains(file)) {
            return;
        }
        Losses usual = new Losses();
        codec.readRequest(Requests.ask(body), usual);
        for (String path : texts(body, "")) {
            JsonNode changed = replaced(body, path);
            Losses losses = new Losses();
            try {
                String understood =
                        codec.readRequest(Requests.ask(changed), losses).toString();
                assertThat(understood.contains(SENTINEL) || !losses.dropped().equals(usual.dropped()))
                        .as("%s of %s", path, file)
                        .isTrue();
            } catch (FaultException e) {
                assertThat(e.fault().param()).as("%s of %s", path, file).isNotNull();
            }
        }
    }

    /** JSON pointers of all texts. */
    private static List<String> texts(JsonNode node, String path) {
        if (node.isTextual()) {
            return List.of(path);
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            found.addAll(texts(node.get(i), path + "/" + i));
        }
        node.properties().forEach(field -> found.addAll(texts(field.getValue(), path + "/" + field.getKey())));
        return found;
    }

    private static JsonNode replaced(JsonNode body, String path) {
        JsonNode copy = body.deepCopy();
        int slash = path.lastIndexOf('/');
        JsonNode parent = copy.at(path.substring(0, slash));
        String last = path.substring(slash + 1);
        if (parent instanceof ObjectNode object) {
            object.put(last, SENTINEL);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(last), SENTINEL);
        }
        return copy;
    }

    @Test
    void unknownFieldsAreReportedWithTheirPaths() {
        Losses losses = new Losses();
        JsonNode body = Requests.json(
                "{'future':1,'messages':[{'role':'user','future':1,'content':[{'type':'text','text':'a','future':{}}]}]}");
        codec.readRequest(Requests.ask(body), losses);
        assertThat(losses.dropped())
                .containsExactlyInAnyOrder(
                        "unknown:future", "unknown:messages[0].future", "unknown:messages[0].content[0].future");
    }

    @Test
    void aCountLeavesOutWhatIsNoInput() {
        JsonNode body = Requests.json(
                "{'messages':[{'role':'user','content':'hi'}],'max_tokens':5,'stop_sequences':['x'],'temperature':1}");
        Chat chat = codec.readRequest(Requests.ask(body), new Losses());
        assertThat(counting.ask(chat, Requests.aim("claude-sonnet-4-5"), new Losses()))
                .isEqualTo(Requests.json("{'model':'claude-sonnet-4-5','messages':[{'role':'user','content':'hi'}]}"));
        assertThat(counting.read(counting.write(7))).isEqualTo(7);
    }
}
