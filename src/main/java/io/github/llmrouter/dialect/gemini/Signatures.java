package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import io.github.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Thought signatures on parts that have no seal in the hub (text, images). There the signature follows its part as an opaque
 * part whose raw object is empty; one that stood alone, on a part with empty text, keeps that text.
 */
final class Signatures {

    /**
     * What the vendor documents for calls that another model made: newer models refuse a step of calls whose first one is not
     * signed.
     */
    static final String SKIP = "skip_thought_signature_validator";

    private static final String SKIP_BASE64 =
            Base64.getEncoder().encodeToString(SKIP.getBytes(StandardCharsets.US_ASCII));

    private Signatures() {}

    static Part.Opaque after(Seal seal) {
        return new Part.Opaque(Gemini.NAME, Json.object().node(), seal);
    }

    static Part.Opaque alone(Seal seal) {
        return new Part.Opaque(Gemini.NAME, Json.object().with("text", "").node(), seal);
    }

    /** What a client sends back; the words that skip the check are no state. */
    static Seal seal(String signature) {
        return signature.equals(SKIP) || signature.equals(SKIP_BASE64) ? Seal.NONE : Seal.of(Gemini.NAME, signature);
    }

    static boolean follows(Part.Opaque opaque) {
        return opaque.raw().isEmpty();
    }
}
