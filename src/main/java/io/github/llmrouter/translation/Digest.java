package io.github.llmrouter.translation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short fingerprints (SHA-256): the same text always gives the same one, so no table is needed to find it again. */
public final class Digest {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Large numbers are slow to divide, so eight letters are taken from them at once. */
    private static final BigInteger EIGHT_LETTERS =
            BigInteger.valueOf(LETTERS.length()).pow(8);

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

    /** 24 letters and digits. */
    public static String id(String text) {
        BigInteger number = new BigInteger(1, of(text));
        StringBuilder id = new StringBuilder(24);
        while (id.length() < 24) {
            BigInteger[] parts = number.divideAndRemainder(EIGHT_LETTERS);
            long letters = parts[1].longValue();
            for (int i = 0; i < 8; i++) {
                id.append(LETTERS.charAt((int) (letters % LETTERS.length())));
                letters /= LETTERS.length();
            }
            number = parts[0];
        }
        return id.toString();
    }
}
