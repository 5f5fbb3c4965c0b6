package io.github.llmrouter.chat;

/** A client's request to cache the prompt up to here, for about this long. */
public enum CacheMark {
    /** Five minutes (Anthropic's default) or thirty (OpenAI's). */
    SHORT,
    /** One hour (Anthropic) or twelve (OpenAI). */
    LONG
}
