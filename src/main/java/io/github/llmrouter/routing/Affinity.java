package io.github.llmrouter.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a conversation on one target, so that the provider's prompt cache hits.
 *
 * <p>A conversation goes where a weighted rendezvous hash says: the same target from every node, and when a target goes or
 * comes only its own conversations move. Where one was answered it stays for the group's time since the last use, as long as
 * that target is well. Bounded; the least used conversations are forgotten and hashed again. No thread of its own.
 */
final class Affinity {

    private static final int CONVERSATIONS = 100_000;

    private final Cache<Conversation, Pin> pins;

    Affinity(InstantSource clock) {
        pins = Caffeine.newBuilder()
                .maximumSize(CONVERSATIONS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfter(Expiry.accessing((Conversation conversation, Pin pin) -> pin.time()))
                .build();
    }

    /** A hash stands for the conversation's key, which may be long and is nobody's business. */
    private record Conversation(String group, long hash) {}

    private record Pin(String target, Duration time) {}

    void pin(String group, String conversation, Target target, Duration time) {
        pins.put(new Conversation(group, hash(conversation)), new Pin(target.id(), time));
    }

    /** Puts the conversation's own target first and the others in the order in which they would inherit it. */
    void arrange(List<Entry> entries, String group, String conversation) {
        long hash = hash(conversation);
        Optional<String> pinned = Optional.ofNullable(pins.getIfPresent(new Conversation(group, hash)))
                .map(Pin::target);
        Scored.sort(entries, entry -> {
            Target target = entry.candidate().target();
            boolean own = pinned.isPresent() && pinned.get().equals(target.id());
            return new Scored(entry, own ? -1 : 0, distance(hash, target, entry.weight()));
        });
    }

    private static double distance(long conversation, Target target, double weight) {
        long mixed = mix(conversation ^ hash(target.label()));
        double uniform = ((mixed >>> 11) + 0.5) * 0x1p-53;
        return -Math.log(uniform) / weight;
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** Spreads every bit over all others: the finalizer of SplittableRandom. */
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
