package io.github.llmrouter.dialect;

import io.github.llmrouter.chat.Chat;
import java.util.function.UnaryOperator;

/**
 * What an answer's writer must know of the question.
 *
 * @param ask the client's request in its own dialect (for fields that the answer echoes)
 * @param chat what it meant
 * @param model the name to put into the answer; empty: the upstream's own, from {@link io.github.llmrouter.chat.Event.Started}
 * @param now seconds since the epoch, for dialects that want a creation time and were given none
 * @param ids makes a stable id for the answer from the upstream's, without any prefix: 24 letters and digits
 */
public record Asked(Ask ask, Chat chat, String model, long now, UnaryOperator<String> ids) {}
