package io.github.llmrouter.dialect.openai;

import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.dialect.Filter;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.Span;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Undoes in a stream what {@link UsageRequest} brought about: the last chunk, which has usage and no choices, and the {@code
 * "usage":null} of all others. Everything else is relayed as it came, line by line.
 */
final class UsageFilter implements Filter {

    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private byte[] held = new byte[1024];
    private int holding;
    private boolean dropped;
    private boolean bareReturns;

    UsageFilter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                hold(bytes, start, i + 1 - start);
                line();
                start = i + 1;
            } else if (i > offset ? bytes[i - 1] == '\r' : holding > 0 && held[holding - 1] == '\r') {
                bareReturns = true;
            }
        }
        hold(bytes, start, offset + length - start);
        if (bareReturns) {
            // Nobody ends lines so; waiting for a line feed would stop the stream.
            end();
        }
    }

    @Override
    public void end() throws IOException {
        out.write(held, 0, holding);
        holding = 0;
    }

    private void line() throws IOException {
        int length = holding;
        holding = 0;
        if (dropped) {
            dropped = false;
            if (length == 1 || length == 2 && held[0] == '\r') {
                return;
            }
        }
        if (length > DATA.length
                && Arrays.equals(held, 0, DATA.length, DATA, 0, DATA.length)
                && mentionsUsage(length)) {
            chunk(length);
        } else {
            out.write(held, 0, length);
        }
    }

    private void chunk(int length) throws IOException {
        byte[] json = Arrays.copyOfRange(held, DATA.length, length);
        Map<String, Span> found;
        try {
            found = Splice.find(json, "usage", "choices");
        } catch (IOException e) {
            found = Map.of();
        }
        Span usage = found.get("usage");
        Span choices = found.get("choices");
        if (usage == null) {
            out.write(held, 0, length);
        } else if (usage.token() == JsonToken.VALUE_NULL) {
            cut(json, usage);
        } else if (choices != null && isEmpty(json, choices)) {
            dropped = true;
        } else {
            out.write(held, 0, length);
        }
    }

    /** Writes the line without the member and one of the commas beside it. */
    private void cut(byte[] json, Span value) throws IOException {
        int from = lastQuote(json, lastQuote(json, value.start()));
        int to = value.end();
        int before = from - 1;
        while (before > 0 && json[before] <= ' ') {
            before--;
        }
        if (json[before] == ',') {
            from = before;
        } else {
            while (json[to] <= ' ') {
                to++;
            }
            to += json[to] == ',' ? 1 : 0;
        }
        out.write(DATA);
        out.write(json, 0, from);
        out.write(json, to, json.length - to);
    }

    private static int lastQuote(byte[] json, int before) {
        int i = before - 1;
        while (json[i] != '"') {
            i--;
        }
        return i;
    }

    private static boolean isEmpty(byte[] json, Span array) {
        for (int i = array.start() + 1; i < array.end() - 1; i++) {
            if (json[i] > ' ') {
                return false;
            }
        }
        return array.token() == JsonToken.START_ARRAY;
    }

    private boolean mentionsUsage(int length) {
        for (int i = length - USAGE.length; i >= 0; i--) {
            if (held[i] == '"' && Arrays.equals(held, i, i + USAGE.length, USAGE, 0, USAGE.length)) {
                return true;
            }
        }
        return false;
    }

    private void hold(byte[] bytes, int offset, int length) {
        if (holding + length > held.length) {
            held = Arrays.copyOf(held, Math.max(held.length * 2, holding + length));
        }
        System.arraycopy(bytes, offset, held, holding, length);
        holding += length;
    }
}
