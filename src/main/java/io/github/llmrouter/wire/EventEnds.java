package io.github.llmrouter.wire;

/**
 * Knows where events end in a stream that is passed on unread: only there may a heartbeat or an error be put between. Used by one
 * thread.
 */
public sealed interface EventEnds {

    /**
     * Looks at the next bytes, cut anywhere.
     *
     * @return the index after the last end of an event among them, -1 if none of them ends one
     */
    int last(byte[] bytes, int offset, int length);

    /** Server-sent events end with an empty line. */
    static EventEnds sse() {
        return new Sse();
    }

    /** Elements of one JSON array; the comma before an element belongs to it, and the closing bracket is the last end. */
    static EventEnds array() {
        return new Array();
    }

    /** Searches from behind: nearly always the last byte is the end of an event. */
    final class Sse implements EventEnds {

        private byte last;
        private byte lastButOne;

        private Sse() {}

        @Override
        public int last(byte[] bytes, int offset, int length) {
            int found = -1;
            for (int i = offset + length - 1; i >= offset && found < 0; i--) {
                byte b = bytes[i];
                if (b == '\n' || b == '\r') {
                    byte before = at(bytes, i - 1, offset);
                    boolean end = before == b || b == '\n' && before == '\r' && at(bytes, i - 2, offset) == '\n';
                    found = end ? i + 1 : -1;
                }
            }
            if (length > 0) {
                byte next = at(bytes, offset + length - 2, offset);
                last = bytes[offset + length - 1];
                lastButOne = next;
            }
            return found;
        }

        private byte at(byte[] bytes, int index, int offset) {
            return index >= offset ? bytes[index] : index == offset - 1 ? last : lastButOne;
        }
    }

    /** Counts braces outside of strings. */
    final class Array implements EventEnds {

        private int depth;
        private boolean quoted;
        private boolean escaped;

        private Array() {}

        @Override
        public int last(byte[] bytes, int offset, int length) {
            int found = -1;
            for (int i = offset; i < offset + length; i++) {
                byte b = bytes[i];
                if (quoted) {
                    quoted = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                } else if (b == '"') {
                    quoted = true;
                } else if (b == '{') {
                    depth++;
                } else if (b == '}' && --depth == 0 || b == ']' && depth == 0) {
                    found = i + 1;
                }
            }
            return found;
        }
    }
}
