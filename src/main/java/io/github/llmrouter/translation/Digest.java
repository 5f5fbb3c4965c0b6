package io.github.llmrouter.translation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short fingerprints (SHA-256): the same text always gives the same one, so no table is needed to find it again. */
public final class Digest {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Digest() {}

    static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static String hex(String text, int digits) {
        return HexFormat.of().formatHex(of(text)).substring(0, digits);
    }

    /** 24 letters and digits, one for each byte; some are a little more frequent than others, which leaves 140 bits to tell texts apart. */
    public static String id(String text) {
        byte[] digest = of(text);
        StringBuilder id = new StringBuilder(24);
        for (int i = 0; i < 24; i++) {
            id.append(LETTERS.charAt(Byte.toUnsignedInt(digest[i]) * LETTERS.length() >> 8));
        }
        return id.toString();
    }
}
