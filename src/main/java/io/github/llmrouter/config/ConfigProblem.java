package io.github.llmrouter.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration, and where. Never holds the value of a secret.
 *
 * @param line counted from 1; 0 if the whole file is meant
 * @param column counted from 1; 0 if the whole file is meant
 * @param fix what to do about it, null if the message says enough
 */
public record ConfigProblem(
        String file,
        int line,
        int column,
        String message,
        @Nullable String fix) {

    @Override
    public String toString() {
        String where = line == 0 ? file : file + ":" + line + ":" + column;
        return where + ": " + message + (fix == null ? "" : " (" + fix + ")");
    }
}
