package io.github.llmrouter.wire;

/** Halves of surrogate pairs: models and tools that cut a text anywhere produce them, and UTF-8 has no way to say them. */
public final class Surrogates {

    private static final char REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** The text with a replacement character for each half that stands alone; the same string if none does. */
    public static String paired(String text) {
        StringBuilder copy = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                copy = copy == null ? new StringBuilder(text) : copy;
                copy.setCharAt(i, REPLACEMENT);
            }
        }
        return copy == null ? text : copy.toString();
    }

    /** Whether more may come that completes the last character. */
    public static boolean cut(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    static boolean mayBeEscaped(byte[] json) {
        for (int i = 0; i < json.length - 5; i++) {
            if (json[i] == '\\' && json[i + 1] == 'u' && (json[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    /** As {@link #paired}, for JSON text: also where the halves are written as escapes. */
    static String escapesPaired(String json) {
        String text = paired(json);
        if (!text.contains("\\u")) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int length = text.charAt(i) == '\\' ? 2 : 1;
            int code = escaped(text, i);
            if (code >= 0) {
                length = 6;
                boolean high = Character.isHighSurrogate((char) code);
                int next = high ? escaped(text, i + 6) : -1;
                if (next >= 0 && Character.isLowSurrogate((char) next)) {
                    length = 12;
                } else if (Character.isSurrogate((char) code)) {
                    out.append(REPLACEMENT);
                    i += 6;
                    continue;
                }
            }
            out.append(text, i, Math.min(i + length, text.length()));
            i += length;
        }
        return out.toString();
    }

    /** The code of the escape that begins here, -1 if none does. */
    private static int escaped(String text, int at) {
        if (at + 6 > text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'u') {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
            code = code * 16 + Character.digit(text.charAt(i), 16);
        }
        return code;
    }
}
