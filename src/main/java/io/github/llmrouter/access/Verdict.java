package io.github.llmrouter.access;

/** What is known of a caller after a look at its keys. */
public sealed interface Verdict {

    /** Welcome. */
    record Known(Caller caller) implements Verdict {}

    /** No key was shown, but one is needed. */
    record Missing() implements Verdict {}

    /** None of the keys shown is ours. */
    record Wrong() implements Verdict {}
}
