package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where opaque state sits in Anthropic's blocks: the signature of a thinking block, the data of a redacted one. A seal's value
 * remembers which of the two it was, because a signature may come without any text and the vendor refuses one in the other's
 * place. A tool call has no place for state, so a redacted block beside it carries the call's id along.
 */
final class Seals {

    private static final String REDACTED = "redacted:";

    /** Between a call's state and its id; no base64 has it. */
    private static final char CALL = '#';

    /** How the router's own envelope around another vendor's state begins; it may stand in either place. */
    private static final String ENVELOPE = "TFIB";

    private Seals() {}

    static Seal signature(String signature) {
        return Seal.of(Anthropic.NAME, signature);
    }

    static Seal redacted(String data) {
        return Seal.of(Anthropic.NAME, data.isEmpty() || data.startsWith(ENVELOPE) ? data : REDACTED + data);
    }

    /** The block that carries thought and state; text without state has an empty signature. */
    static Json thinking(String text, Seal seal) {
        String value = seal.value();
        if (text.isEmpty() && value.startsWith(REDACTED)) {
            return redactedBlock(value.substring(REDACTED.length()));
        }
        if (text.isEmpty() && value.startsWith(ENVELOPE)) {
            return redactedBlock(value);
        }
        return Json.type("thinking").with("thinking", text).with("signature", signatureOf(seal));
    }

    /** What goes into the signature of a block that has text. */
    static String signatureOf(Seal seal) {
        String value = seal.value();
        return value.startsWith(REDACTED) ? value.substring(REDACTED.length()) : value;
    }

    static Json redactedBlock(String data) {
        return Json.type("redacted_thinking").with("data", data);
    }

    /** The block that carries the state of the call with this id. */
    static Json ofCall(String callId, Seal seal) {
        return redactedBlock(seal.value() + CALL + callId);
    }

    /** The state of the call with this id, if this block carries it, else null. */
    static @Nullable Seal ofCall(String callId, JsonNode block) {
        String data = block.path("data").asText();
        String suffix = CALL + callId;
        return isOfCall(block) && data.endsWith(suffix)
                ? Seal.of(Anthropic.NAME, data.substring(0, data.length() - suffix.length()))
                : null;
    }

    static boolean isOfCall(JsonNode block) {
        return block.path("type").asText().equals("redacted_thinking")
                && block.path("data").asText().indexOf(CALL) >= 0;
    }
}
