package io.github.llmrouter.cli;

/** Something the person at the command line can cure; the message says what. */
final class CannotStart extends Exception {

    private static final long serialVersionUID = 1;

    CannotStart(String message) {
        super(message);
    }
}
