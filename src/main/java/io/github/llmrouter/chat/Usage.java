package io.github.llmrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of one answer, each counted once. Every dialect's own totals are computed from this.
 *
 * @param input input tokens that no cache served or stored (Anthropic's meaning of {@code input_tokens})
 * @param cacheRead input tokens served from the provider's cache
 * @param cacheWrite5m input tokens stored for a short time
 * @param cacheWrite1h input tokens stored for a long time
 * @param output output tokens, reasoning included
 * @param reasoning the part of {@code output} that was thought
 * @param audioInput the part of the input that was audio
 * @param audioOutput the part of the output that was audio
 * @param toolInput the part of {@code input} that a vendor's own tools added (Gemini)
 * @param tier the service tier that was charged, in the hub's spelling, null if not told
 * @param estimated whether these numbers were counted here because the upstream gave none
 */
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long reasoning,
        long audioInput,
        long audioOutput,
        long toolInput,
        @Nullable String tier,
        boolean estimated) {

    /** More than any answer has, little enough to be added up: upstreams do send absurd numbers. */
    private static final long MOST = 1_000_000_000_000L;

    public Usage {
        input = sane(input);
        cacheRead = sane(cacheRead);
        cacheWrite5m = sane(cacheWrite5m);
        cacheWrite1h = sane(cacheWrite1h);
        output = sane(output);
        reasoning = Math.min(sane(reasoning), output);
        audioInput = sane(audioInput);
        audioOutput = sane(audioOutput);
        toolInput = sane(toolInput);
    }

    private static long sane(long tokens) {
        return Math.clamp(tokens, 0, MOST);
    }

    public static final Usage NONE = of(0, 0, 0, 0, 0, 0);

    public static Usage of(
            long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {
        return new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, 0, 0, 0, null, false);
    }

    /** Both together; the tier is the later one's. */
    public Usage plus(Usage later) {
        return new Usage(
                input + later.input,
                cacheRead + later.cacheRead,
                cacheWrite5m + later.cacheWrite5m,
                cacheWrite1h + later.cacheWrite1h,
                output + later.output,
                reasoning + later.reasoning,
                audioInput + later.audioInput,
                audioOutput + later.audioOutput,
                toolInput + later.toolInput,
                later.tier == null ? tier : later.tier,
                estimated || later.estimated);
    }

    public long cacheWrite() {
        return cacheWrite5m + cacheWrite1h;
    }

    /** Everything that came in, cached or not. */
    public long totalInput() {
        return input + cacheRead + cacheWrite();
    }

    public long total() {
        return totalInput() + output;
    }
}
