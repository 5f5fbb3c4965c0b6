package io.github.llmrouter.api;

import io.github.llmrouter.gateway.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adds headers to whatever is answered. */
record ToldReply(Reply reply, List<Map.Entry<String, String>> told) implements Reply {

    @Override
    public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length)
            throws IOException {
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.addAll(told);
        headers.stream()
                .filter(header -> header.getKey().equals("x-llm-router-target"))
                .findFirst()
                .ifPresent(target -> all.add(Map.entry("x-llm-router-selected-candidate", target.getValue())));
        return reply.begin(status, all, stream, length);
    }

    @Override
    public void about(List<Map.Entry<String, String>> headers) {
        reply.about(headers);
    }

    @Override
    public boolean begun() {
        return reply.begun();
    }

    @Override
    public boolean clientGone() {
        return reply.clientGone();
    }
}
