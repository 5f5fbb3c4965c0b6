package io.github.llmrouter.translation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Seal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while the opaque state that belongs to tool calls, for clients whose dialect has no place for it or that drop it.
 * Bounded in time and size; never shared between callers. For any thread.
 */
public final class Continuity {

    private static final Duration KEPT = Duration.ofHours(1);
    private static final long MOST_CHARACTERS = 64L << 20;

    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .maximumWeight(MOST_CHARACTERS)
            .weigher((String key, Kept value) -> key.length() + value.weight())
            .executor(Runnable::run)
            .build();

    /** @param before the reasoning that led to the call */
    record Kept(List<Part.Reasoning> before, Seal seal) {
        int weight() {
            return 64
                    + seal.value().length()
                    + before.stream()
                            .mapToInt(part -> part.visible().length()
                                    + part.seal().value().length())
                            .sum();
        }
    }

    void keep(String caller, String callId, Kept state) {
        kept.put(key(caller, callId), state);
    }

    @Nullable
    Kept find(String caller, String callId) {
        return kept.getIfPresent(key(caller, callId));
    }

    private static String key(String caller, String callId) {
        return caller + '\n' + callId;
    }
}
