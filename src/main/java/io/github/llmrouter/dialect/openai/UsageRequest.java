package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.Edit;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Asks for usage in a stream: sets {@code stream_options.include_usage} in the request's own bytes. */
final class UsageRequest {

    private static final String OPTIONS = "stream_options";
    private static final String INCLUDE = "include_usage";
    private static final byte[] YES = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONLY = "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

    private UsageRequest() {}

    /** The same array if the request asks already, or is nothing that can be asked in. */
    static byte[] in(byte[] body) {
        try {
            Span options = Splice.find(body, OPTIONS).get(OPTIONS);
            if (options == null) {
                return Splice.apply(body, List.of(Splice.insert(body, OPTIONS, ONLY)));
            }
            return switch (options.token()) {
                case VALUE_NULL -> replace(body, options, ONLY);
                case START_OBJECT -> inside(body, options);
                default -> body;
            };
        } catch (IOException e) {
            return body;
        }
    }

    private static byte[] inside(byte[] body, Span options) throws IOException {
        byte[] object = Arrays.copyOfRange(body, options.start(), options.end());
        Span include = Splice.find(object, INCLUDE).get(INCLUDE);
        if (include == null) {
            return replace(body, options, Splice.apply(object, List.of(Splice.insert(object, INCLUDE, YES))));
        }
        return include.token() == JsonToken.VALUE_TRUE ? body : replace(body, options, replace(object, include, YES));
    }

    private static byte[] replace(byte[] body, Span span, byte[] with) {
        return Splice.apply(body, List.of(new Edit(span.start(), span.end(), with)));
    }
}
