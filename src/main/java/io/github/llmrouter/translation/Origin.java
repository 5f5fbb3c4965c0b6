package io.github.llmrouter.translation;

import java.net.URI;

/**
 * Where opaque state comes from, and so the only place that it may go back to.
 *
 * @param dialect the upstream's
 * @param scope fingerprint of the upstream's host and credential
 * @param family the kind of model: state of one family means nothing to another
 */
public record Origin(String dialect, String scope, String family) {

    public static Origin of(String dialect, URI base, String secret, String model) {
        return new Origin(dialect, Digest.hex(base.getAuthority() + "\n" + secret, 16), family(model));
    }

    /** The first two words of the name: gpt-5, claude-sonnet, gemini-2.5. */
    private static String family(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        int second = name.indexOf('-', name.indexOf('-') + 1);
        return name.indexOf('-') < 0 || second < 0 ? name : name.substring(0, second);
    }
}
