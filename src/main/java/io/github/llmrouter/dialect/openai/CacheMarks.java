package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Marks on content: OpenAI's {@code prompt_cache_breakpoint}, and the {@code cache_control} that others borrowed from Anthropic. */
final class CacheMarks {

    /** How an upstream wants its marks. */
    enum Style {
        NONE,
        OPENAI,
        ANTHROPIC
    }

    /** More than four are refused. */
    static final int MOST = 4;

    private static final Map<String, CacheMark> TTL = Map.of(
            "5m", CacheMark.MINUTES_5,
            "30m", CacheMark.MINUTES_30,
            "1h", CacheMark.HOUR,
            "12h", CacheMark.HOURS_12);

    private CacheMarks() {}

    static @Nullable CacheMark read(Fields holder) {
        Fields own = holder.object("prompt_cache_breakpoint");
        Fields borrowed = holder.object("cache_control");
        CacheMark mark = own == null ? null : mark(own, "mode", "explicit");
        CacheMark other = borrowed == null ? null : mark(borrowed, "type", "ephemeral");
        return mark == null ? other : mark;
    }

    private static CacheMark mark(Fields mark, String kind, String only) {
        mark.word(kind, Map.of(only, true));
        CacheMark ttl = mark.word("ttl", TTL);
        mark.reportUnread();
        return ttl == null ? CacheMark.SHORT : ttl;
    }

    /** A mark that stands on a whole message counts for its last part. */
    static Part on(Part part, CacheMark mark) {
        return switch (part) {
            case Part.Text text
            when text.cache() == null -> new Part.Text(text.text(), text.citations(), mark, text.phase());
            case Part.Image image when image.cache() == null -> new Part.Image(image.media(), image.detail(), mark);
            case Part.Document document
            when document.cache() == null ->
                new Part.Document(document.media(), document.title(), document.context(), document.cite(), mark);
            case Part.ToolResult result
            when result.cache() == null ->
                new Part.ToolResult(
                        result.callId(), result.name(), result.parts(), result.failed(), result.kind(), mark);
            case Part.Text marked -> marked;
            case Part.Image marked -> marked;
            case Part.Document marked -> marked;
            case Part.ToolResult marked -> marked;
            case Part.Refusal other -> other;
            case Part.Audio other -> other;
            case Part.Video other -> other;
            case Part.Reasoning other -> other;
            case Part.ToolCall other -> other;
            case Part.ServerTool other -> other;
            case Part.Opaque other -> other;
        };
    }

    static void write(Json part, CacheMark mark, Style style, Losses losses) {
        switch (style) {
            case NONE -> {}
            case OPENAI -> {
                part.with(
                        "prompt_cache_breakpoint",
                        Json.object().with("mode", "explicit").with("ttl", mark.lasts() ? "12h" : null));
                report(mark.change(CacheMark.MINUTES_30, CacheMark.HOURS_12), losses);
            }
            case ANTHROPIC -> {
                part.with("cache_control", Json.type("ephemeral").with("ttl", mark.lasts() ? "1h" : null));
                report(mark.change(CacheMark.MINUTES_5, CacheMark.HOUR), losses);
            }
        }
    }

    private static void report(Optional<String> change, Losses losses) {
        change.ifPresent(how -> losses.changed("cache_control.ttl", how, Weight.HINT));
    }
}
