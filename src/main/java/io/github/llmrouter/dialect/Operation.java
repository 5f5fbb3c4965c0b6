package io.github.llmrouter.dialect;

/** What a client wants of a model. */
public enum Operation {
    GENERATE,
    COUNT_TOKENS,
    EMBED
}
