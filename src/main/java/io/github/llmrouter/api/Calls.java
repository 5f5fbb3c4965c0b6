package io.github.llmrouter.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.wire.Splice;
import io.github.llmrouter.wire.Splice.DuplicateFieldException;
import io.github.llmrouter.wire.Splice.Span;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads requests into calls: the body as bytes, and the few things that routing must know of it. */
final class Calls {

    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "x-router-api-key", "cookie");

    /** What limits and conversations are told by. */
    private static final List<String> NOTED = List.of(
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "generationConfig",
            "prompt_cache_key",
            "metadata",
            "messages",
            "input",
            "contents");

    private static final Duration LINGER = Duration.ofSeconds(10);

    private Calls() {}

    /**
     * @throws FaultException if the request cannot be understood
     * @throws IOException if the client left
     */
    static Call read(
            Dialect dialect,
            Operation operation,
            Door.@Nullable Named path,
            Caller caller,
            HttpServletRequest request,
            byte[] body)
            throws IOException {
        Map<String, Span> spans = spans(body, path == null ? List.of("model", "stream") : List.of());
        Span model = spans.get("model");
        if (model != null && model.token() != JsonToken.VALUE_STRING && model.token() != JsonToken.VALUE_NULL) {
            throw new FaultException(Fault.invalid("model must be a string", "model"));
        }
        Span stream = spans.get("stream");
        if (stream != null
                && stream.token() != JsonToken.VALUE_NULL
                && !stream.token().isBoolean()) {
            throw new FaultException(Fault.invalid("stream must be true or false", "stream"));
        }
        return new Call(
                EdgeFilter.id(request),
                caller,
                dialect,
                operation,
                path != null
                        ? path.model()
                        : model == null || model.token() == JsonToken.VALUE_NULL ? "" : model.text(),
                path != null ? path.stream() : stream != null && stream.token() == JsonToken.VALUE_TRUE,
                body,
                spans,
                headers(request),
                query(request.getQueryString()));
    }

    /**
     * The whole body, decompressed.
     *
     * @param limit in bytes, after decompression
     */
    static byte[] body(HttpServletRequest request, long limit) throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        String encoding = request.getHeader("content-encoding");
        InputStream in = request.getInputStream();
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
                throw new FaultException(Fault.of(
                        Fault.Kind.UNSUPPORTED_MEDIA,
                        "the content encoding " + encoding + " is not supported; gzip is"));
            }
            try {
                in = new GZIPInputStream(in);
            } catch (java.util.zip.ZipException | java.io.EOFException e) {
                throw new FaultException(Fault.invalid("the body is not gzip as its content encoding says", null));
            }
        }
        byte[] body = encoding == null && request.getContentLength() >= 0
                ? exactly(in, request.getContentLength())
                : read(in, limit);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    /** The container says the length: one array of just that size. */
    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] body = new byte[length];
        if (in.readNBytes(body, 0, length) < length) {
            throw new java.io.EOFException("the body ended early");
        }
        return body;
    }

    private static byte[] read(InputStream in, long limit) throws IOException {
        try {
            return in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 16));
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw new FaultException(Fault.invalid("the body is not gzip as its content encoding says", null));
        }
    }

    /** Takes what is still being sent, for a while: a client that is busy sending would lose its answer to a reset. */
    static void discard(HttpServletRequest request) {
        if (request.getHeader("expect") != null) {
            return;
        }
        long end = System.nanoTime() + LINGER.toNanos();
        byte[] nowhere = new byte[8192];
        try {
            InputStream in = request.getInputStream();
            while (in.read(nowhere) >= 0 && System.nanoTime() < end) {
                // not wanted
            }
        } catch (IOException | IllegalStateException e) {
            // It has left.
        }
    }

    private static FaultException tooLarge(long limit) {
        return new FaultException(
                Fault.of(Fault.Kind.TOO_LARGE, "the body is larger than the limit of " + limit + " bytes"));
    }

    private static Map<String, Span> spans(byte[] body, List<String> fields) throws IOException {
        if (body.length == 0) {
            throw new FaultException(Fault.invalid("the request has no body; a JSON object is expected", null));
        }
        try {
            return Splice.find(body, fields, NOTED);
        } catch (DuplicateFieldException e) {
            throw new FaultException(Fault.invalid(String.valueOf(e.getMessage()), null));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new FaultException(
                    Fault.invalid("the body is not valid JSON: " + e.getOriginalMessage() + where, null));
        }
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!SECRET.contains(lower)) {
                // A header that is sent twice, as anthropic-beta may be, is one list.
                headers.put(lower, String.join(",", Collections.list(request.getHeaders(name))));
            }
        }
        return headers;
    }

    /** The decoded query without the key. */
    static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!name.isEmpty() && !name.equals("key")) {
                    query.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
