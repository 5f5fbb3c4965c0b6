package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Filter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageFilterTest {

    private static final String DIRECT = """
        : hello

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"say \\"usage\\":null é"},"finish_reason":null}],"obfuscation":"x"}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]

        """;

    private static final String ASKED = """
        : hello

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"say \\"usage\\":null é"},"finish_reason":null}],"usage":null,"obfuscation":"x"}

        data: {"usage" : null , "id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"1","choices":[ ],"usage":{"prompt_tokens":1}}

        data: [DONE]

        """;

    private final Dialect dialect = new OpenAi();

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void streamLooksAsIfNobodyHadAskedForUsageWhereverItWasCut(String lineEnd) throws IOException {
        byte[] asked = bytes(ASKED.replace("\n", lineEnd));
        String direct = DIRECT.replace("\n", lineEnd)
                .replace(
                        "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},",
                        "{ \"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},");
        for (int cut = 0; cut <= asked.length; cut++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Filter filter = dialect.withoutUsage(out);
            filter.write(asked, 0, cut);
            filter.write(asked, cut, asked.length - cut);
            filter.end();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(direct);
        }
    }

    @Test
    void usageBesideChoicesStays() throws IOException {
        String stream = "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1}}\n\n";
        assertThat(filtered(stream)).isEqualTo(stream);
    }

    @Test
    void whatIsNoJsonStays() throws IOException {
        String stream = "data: {\"usage\":null,\n\ndata: \"usage\"\n\ndata: tail without an end";
        assertThat(filtered(stream)).isEqualTo(stream);
    }

    @Test
    void bareCarriageReturnsAreNotHeldBack() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Filter filter = dialect.withoutUsage(out);
        byte[] stream = bytes("data: {\"choices\":[]}\r\rdata: x");
        filter.write(stream, 0, stream.length);
        assertThat(out.toByteArray()).isEqualTo(stream);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{\"stream_options\":{\"include_usage\":true}}",
                "{ \"a\" : 1.0 }|{\"stream_options\":{\"include_usage\":true}, \"a\" : 1.0 }",
                "{\"stream_options\":null,\"a\":1}|{\"stream_options\":{\"include_usage\":true},\"a\":1}",
                "{\"stream_options\":{}}|{\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{\"include_obfuscation\":false}}"
                        + "|{\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}}",
                "{\"stream_options\":{\"include_usage\": false }}|{\"stream_options\":{\"include_usage\": true }}",
            })
    void usageIsAskedForInTheOriginalBytes(String before, String after) {
        assertThat(new String(dialect.askForUsage(bytes(before), true), StandardCharsets.UTF_8))
                .isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"stream_options\":{\"include_usage\":true}}", "[1]", "{\"stream_options\":3}", "{"})
    void sameArrayIsReturnedWhenThereIsNothingToDo(String body) {
        byte[] bytes = bytes(body);
        assertThat(dialect.askForUsage(bytes, true)).isSameAs(bytes);
    }

    @Test
    void plainRequestsAreNotTouched() {
        byte[] bytes = bytes("{}");
        assertThat(dialect.askForUsage(bytes, false)).isSameAs(bytes);
    }

    private String filtered(String stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Filter filter = dialect.withoutUsage(out);
        filter.write(bytes(stream), 0, bytes(stream).length);
        filter.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
