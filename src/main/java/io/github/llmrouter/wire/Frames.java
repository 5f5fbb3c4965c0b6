package io.github.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. The JSON that we write has no line breaks, so one {@code data:} line is enough. */
public final class Frames {

    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LF = "\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private Frames() {}

    /** {@code data: json}, blank line. */
    public static void write(OutputStream out, JsonNode json) throws IOException {
        line(out, DATA, Json.bytes(json), LF);
        out.write(LF);
    }

    /** {@code event: name}, {@code data: json}, blank line. */
    public static void write(OutputStream out, String event, JsonNode json) throws IOException {
        line(out, EVENT, event.getBytes(StandardCharsets.UTF_8), LF);
        line(out, DATA, Json.bytes(json), LF);
        out.write(LF);
    }

    /** As Google frames it: carriage returns, no event name. */
    public static void writeCrlf(OutputStream out, JsonNode json) throws IOException {
        line(out, DATA, Json.bytes(json), CRLF);
        out.write(CRLF);
    }

    private static void line(OutputStream out, byte[] field, byte[] value, byte[] end) throws IOException {
        out.write(field);
        out.write(value);
        out.write(end);
    }
}
