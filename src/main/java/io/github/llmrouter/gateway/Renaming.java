package io.github.llmrouter.gateway;

import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.dialect.Dialect.Framing;
import io.github.llmrouter.dialect.Filter;
import io.github.llmrouter.wire.EventEnds;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.Edit;
import io.github.llmrouter.wire.Splice.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the name that was asked for in the place of the one that answered; all other bytes stay. In a stream it holds back a line,
 * or an element of an array, until it is whole. Used by one thread.
 */
final class Renaming extends OutputStream implements Filter {

    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final Framing framing;
    private final List<String> path;
    private final byte[] quoted;
    private final EventEnds elements = EventEnds.array();
    private final Held held = new Held();

    /** @param path the fields that lead to the name in every event */
    Renaming(OutputStream out, Framing framing, List<String> path, String name) {
        this.out = out;
        this.framing = framing;
        this.path = path;
        this.quoted = Splice.quoted(name);
    }

    /** The same array if it does not name a model at {@code path}. */
    static byte[] renamed(byte[] json, List<String> path, byte[] quoted) {
        try {
            int from = 0;
            byte[] object = json;
            for (int depth = 0; ; depth++) {
                Span span = Splice.find(object, path.get(depth)).get(path.get(depth));
                if (span == null) {
                    return json;
                }
                if (depth == path.size() - 1) {
                    return span.token() == JsonToken.VALUE_STRING
                            ? Splice.apply(json, List.of(new Edit(from + span.start(), from + span.end(), quoted)))
                            : json;
                }
                if (span.token() != JsonToken.START_OBJECT) {
                    return json;
                }
                object = Arrays.copyOfRange(object, span.start(), span.end());
                from += span.start();
            }
        } catch (IOException e) {
            return json;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        switch (framing) {
            case SSE -> {
                int start = offset;
                for (int i = offset; i < offset + length; i++) {
                    if (bytes[i] == '\n' || bytes[i] == '\r') {
                        held.write(bytes, start, i - start);
                        line();
                        out.write(bytes[i]);
                        start = i + 1;
                    }
                }
                held.write(bytes, start, offset + length - start);
            }
            case JSON_ARRAY -> {
                // One byte after the other, for several elements may come at once.
                for (int i = offset; i < offset + length; i++) {
                    held.write(bytes[i]);
                    if (elements.last(bytes, i, 1) >= 0) {
                        element();
                    }
                }
            }
        }
    }

    private void line() throws IOException {
        boolean data = held.size() > DATA.length && Arrays.equals(held.bytes(), 0, DATA.length, DATA, 0, DATA.length);
        flushFrom(data ? DATA.length : held.size());
    }

    private void element() throws IOException {
        int brace = 0;
        while (brace < held.size() && held.bytes()[brace] != '{') {
            brace++;
        }
        flushFrom(brace);
    }

    /** Writes what is held; from {@code json} on it is an object. */
    private void flushFrom(int json) throws IOException {
        out.write(held.bytes(), 0, json);
        if (json < held.size()) {
            byte[] object = Arrays.copyOfRange(held.bytes(), json, held.size());
            out.write(renamed(object, path, quoted));
        }
        held.reset();
    }

    @Override
    public void end() throws IOException {
        flushFrom(held.size());
    }

    private static final class Held extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }
    }
}
