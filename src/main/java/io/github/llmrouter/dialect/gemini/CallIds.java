package io.github.llmrouter.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Ids for calls that came without one: the same call always gets the same. */
final class CallIds {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 24;
    private static final Pattern DERIVED = Pattern.compile("call_[a-z2-7]{" + LENGTH + "}");

    private CallIds() {}

    static String derive(String seed, int candidate, int ordinal) {
        byte[] hash = sha256(seed + "|" + candidate + "|" + ordinal);
        StringBuilder id = new StringBuilder("call_");
        for (int i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(hash[i] & 31));
        }
        return id.toString();
    }

    /** Whether the id was made here, so that the vendor need not see it. */
    static boolean derived(String id) {
        return DERIVED.matcher(id).matches();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
