package io.github.llmrouter.translation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Carries one vendor's opaque state through another vendor's slot for such state: a signature, encrypted content, a thought
 * signature. Standard base64, because some clients decode it. The client only sees bytes that it has to send back.
 *
 * @param itemId the Responses item that the state is bound to, or empty
 */
record Envelope(Origin origin, String itemId, String payload) {

    /** What every envelope begins with; base64 of the three magic bytes. */
    static final String MAGIC = "TFIB";

    private static final byte[] HEAD = {0x4C, 0x52, 0x01};

    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEAD);
        field(out, origin.dialect());
        field(out, origin.scope());
        field(out, origin.family());
        field(out, itemId);
        out.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    /** Empty if the text is no envelope: then it is some vendor's own state. */
    static Optional<Envelope> read(String text) {
        if (!text.startsWith(MAGIC)) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(text)).position(HEAD.length);
            Origin origin = new Origin(field(in), field(in), field(in));
            String itemId = field(in);
            return Optional.of(new Envelope(origin, itemId, rest(in, in.remaining())));
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static String field(ByteBuffer in) {
        return rest(in, Short.toUnsignedInt(in.getShort()));
    }

    private static String rest(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
