package io.github.llmrouter.api;

import io.github.llmrouter.gateway.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The servlet response as the way back to the client; compressed if the client asked for it and it is worth it. */
final class ServletReply implements Reply {

    /** Below this, compression costs more than it saves: bytes. */
    private static final int WORTH_IT = 1024;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Peers.Peer peer;
    private final boolean compression;
    private volatile boolean begun;
    private @Nullable OutputStream out;

    ServletReply(HttpServletRequest request, HttpServletResponse response, Peers peers, boolean compression) {
        this.request = request;
        this.response = response;
        this.compression = compression;
        this.peer = peers.peer(request.getLocalPort(), request.getRemotePort());
    }

    @Override
    public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length)
            throws IOException {
        begun = true;
        response.setStatus(status);
        boolean typed = false;
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equals("content-type")) {
                response.setContentType(header.getValue());
                typed = true;
            } else {
                response.addHeader(header.getKey(), header.getValue());
            }
        }
        if (!typed) {
            response.setContentType(stream ? "text/event-stream; charset=utf-8" : "application/json");
        }
        if (stream) {
            response.setHeader("cache-control", "no-cache");
            response.setHeader("x-accel-buffering", "no");
        }
        boolean compressed = compressed(length);
        if (length >= 0 && !compressed) {
            response.setContentLengthLong(length);
        }
        OutputStream raw = response.getOutputStream();
        out = compressed ? new GZIPOutputStream(raw, 512, true) : raw;
        return out;
    }

    @Override
    public void about(List<Map.Entry<String, String>> headers) {
        if (!begun) {
            headers.forEach(header -> response.setHeader(header.getKey(), header.getValue()));
        }
    }

    private boolean compressed(long length) {
        if (!compression || length >= 0 && length < WORTH_IT) {
            return false;
        }
        response.addHeader("vary", "Accept-Encoding");
        if (!AcceptEncoding.gzip(request.getHeader("accept-encoding"))) {
            return false;
        }
        response.setHeader("content-encoding", "gzip");
        return true;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public boolean clientGone() {
        return peer.gone();
    }

    /** Ends the body, if there is one. */
    void finish() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                // The client left at the very end.
            }
        }
    }
}
