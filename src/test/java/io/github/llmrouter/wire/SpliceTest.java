package io.github.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.llmrouter.wire.Splice.Edit;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpliceTest {

    @Test
    void onlyTheModelChanges() throws IOException {
        String body = " {\"a\" : 1.0e3,\t\"mod\\u0065l\":\"x\\\"y\" , \"n\":{\"model\":\"inner\"},"
                + " \"big\":12345678901234567890}\n";
        assertThat(replaced(body, "gpt-é"))
                .isEqualTo(" {\"a\" : 1.0e3,\t\"mod\\u0065l\":\"gpt-é\" , \"n\":{\"model\":\"inner\"},"
                        + " \"big\":12345678901234567890}\n");
    }

    @Test
    void theSpanIsRightAfterWideCharacters() throws IOException {
        assertThat(replaced("{\"é漢😀\":\"😀\",\"model\":\"m\",\"z\":[]}", "n"))
                .isEqualTo("{\"é漢😀\":\"😀\",\"model\":\"n\",\"z\":[]}");
    }

    @Test
    void everyKindOfValueHasItsSpan() throws IOException {
        String body = "{\"a\":true,\"b\":-1.50,\"c\":{\"x\":[1]} ,\"d\":[ ],\"e\":null,\"f\":7}";
        var spans = Splice.find(bytes(body), "a", "b", "c", "d", "e", "f");
        assertThat(text(body, spans.get("a"))).isEqualTo("true");
        assertThat(text(body, spans.get("b"))).isEqualTo("-1.50");
        assertThat(text(body, spans.get("c"))).isEqualTo("{\"x\":[1]}");
        assertThat(text(body, spans.get("d"))).isEqualTo("[ ]");
        assertThat(text(body, spans.get("e"))).isEqualTo("null");
        assertThat(text(body, spans.get("f"))).isEqualTo("7");
    }

    @Test
    void twoModelsAreRefused() {
        assertThatThrownBy(() -> Splice.find(bytes("{\"model\":\"a\",\"model\":\"b\"}"), "model"))
                .isInstanceOf(Splice.DuplicateFieldException.class);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String bad : List.of("", "[]", "\"x\"", "{\"a\":1", "{\"a\":1}{}", "{\"a\":1} x", "nonsense")) {
            assertThatThrownBy(() -> Splice.find(bytes(bad), "model"))
                    .as(bad)
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void aMemberIsInsertedFirst() {
        byte[] body = bytes(" { \"a\":1}");
        assertThat(new String(
                        Splice.apply(body, List.of(Splice.insert(body, "s", bytes("{}")))), StandardCharsets.UTF_8))
                .isEqualTo(" {\"s\":{}, \"a\":1}");
        byte[] empty = bytes("{ }");
        assertThat(new String(
                        Splice.apply(empty, List.of(Splice.insert(empty, "s", bytes("1")))), StandardCharsets.UTF_8))
                .isEqualTo("{\"s\":1 }");
    }

    private static String replaced(String body, String model) throws IOException {
        Span span = Splice.find(bytes(body), "model").get("model");
        byte[] spliced = Splice.apply(bytes(body), List.of(new Edit(span.start(), span.end(), Splice.quoted(model))));
        return new String(spliced, StandardCharsets.UTF_8);
    }

    private static String text(String body, Span span) {
        return body.substring(span.start(), span.end());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
