package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;

/** How a vendor counts the tokens of a request. Immutable, for any thread. */
public interface Counting {

    /** The body of a request for a count. */
    ObjectNode ask(Chat chat, Aim aim, Losses losses);

    /** The number in the answer. */
    long read(JsonNode body);

    /** An answer with this number. */
    ObjectNode write(long tokens);
}
