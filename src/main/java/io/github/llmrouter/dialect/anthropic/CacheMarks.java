package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.CacheMark;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Tool;
import io.github.llmrouter.dialect.Fields;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code cache_control}, read and written. */
final class CacheMarks {

    static final String FIELD = "cache_control";

    private static final Map<String, CacheMark> TYPES = Map.of("ephemeral", CacheMark.SHORT);
    private static final Map<String, CacheMark> TTLS = Map.of("5m", CacheMark.MINUTES_5, "1h", CacheMark.HOUR);

    /** The vendor refuses more. */
    private static final int LIMIT = 4;

    private final Losses losses;

    CacheMarks(Losses losses) {
        this.losses = losses;
    }

    static @Nullable CacheMark read(Fields in) {
        Fields mark = in.object(FIELD);
        if (mark == null) {
            return null;
        }
        CacheMark type = mark.word("type", TYPES);
        CacheMark ttl = mark.word("ttl", TTLS);
        mark.reportUnread();
        return ttl == null ? type : ttl;
    }

    static @Nullable Json write(@Nullable CacheMark mark) {
        return mark == null ? null : Json.type("ephemeral").with("ttl", mark.lasts() ? "1h" : null);
    }

    /** The vendor knows two lives; who has named another is told. */
    void reportLives(Chat chat) {
        for (CacheMark mark : CacheMark.values()) {
            boolean used = mark == chat.settings().autoCache()
                    || chat.has(part -> part.cache() == mark)
                    || chat.tools().stream()
                            .anyMatch(tool -> tool instanceof Tool.Function function && function.cache() == mark);
            if (used) {
                mark.change(CacheMark.MINUTES_5, CacheMark.HOUR)
                        .ifPresent(how -> losses.changed(FIELD + ".ttl", how, Weight.HINT));
            }
        }
    }

    /** Keeps the last marks of a body, which reach furthest; one at the top level counts. */
    void limit(ObjectNode body) {
        List<ObjectNode> marked = new ArrayList<>();
        for (String field : List.of("tools", "system", "messages")) {
            collect(body.path(field), marked);
        }
        int allowed = body.has(FIELD) ? LIMIT - 1 : LIMIT;
        for (ObjectNode node : marked.subList(0, Math.max(0, marked.size() - allowed))) {
            node.remove(FIELD);
            losses.dropped(FIELD, Weight.HINT);
        }
    }

    /** Blocks only: what looks like a mark inside a schema or a tool's input is the client's own. */
    private static void collect(JsonNode blocks, List<ObjectNode> marked) {
        if (!blocks.isArray()) {
            return;
        }
        for (JsonNode block : blocks) {
            collect(block.path("content"), marked);
            if (block instanceof ObjectNode node && node.path(FIELD).isObject()) {
                marked.add(node);
            }
        }
    }
}
