package io.github.llmrouter.wire;

/** One server-sent event: {@code event} is empty when the stream did not name it; {@code data} has its lines joined. */
public record Frame(String event, String data) {

    /** The end marker of OpenAI's chat streams. */
    public boolean done() {
        return data.strip().equals("[DONE]");
    }
}
