package io.github.llmrouter.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tap on a whole JSON answer: skims its top level and builds only the values that the dialect wants. An array passed to {@link
 * #see} may be kept until {@link #end}; the caller must not change it before.
 */
public abstract class BodyTap implements Tap {

    /** A value in the middle of an object is followed by more tokens. */
    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private byte[] body = new byte[0];
    private int from;
    private int to;
    private boolean parsed;
    protected @Nullable Fault fault;
    protected @Nullable Usage usage;

    /** Whether {@link #seen} wants this top-level field. */
    protected abstract boolean wants(String field);

    protected abstract void seen(String field, JsonNode value);

    @Override
    public final void see(byte[] bytes, int offset, int length) {
        if (to == from) {
            body = bytes;
            from = offset;
            to = offset + length;
        } else {
            byte[] both = Arrays.copyOfRange(body, from, to + length);
            System.arraycopy(bytes, offset, both, to - from, length);
            body = both;
            to = to - from + length;
            from = 0;
        }
    }

    @Override
    public final void end() {
        try (JsonParser parser = Json.MAPPER.createParser(body, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (wants(field)) {
                    seen(field, VALUE.readTree(parser));
                } else {
                    parser.skipChildren();
                }
            }
            parsed = parser.currentToken() == JsonToken.END_OBJECT;
        } catch (IOException | RuntimeException e) {
            parsed = false;
        }
    }

    /** A whole answer has content if it is a JSON object that is no error. */
    @Override
    public final boolean content() {
        return parsed && fault == null;
    }

    @Override
    public final boolean complete() {
        return parsed;
    }

    @Override
    public final @Nullable Fault fault() {
        return fault;
    }

    @Override
    public final @Nullable Usage usage() {
        return usage;
    }
}
