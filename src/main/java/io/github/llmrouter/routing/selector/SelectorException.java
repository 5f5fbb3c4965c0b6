package io.github.llmrouter.routing.selector;

/** A selector that cannot work, found when it is compiled; the position counts lines and columns of its text from 1. */
public final class SelectorException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    public SelectorException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
