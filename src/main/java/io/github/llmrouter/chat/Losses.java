package io.github.llmrouter.chat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one conversion dropped, changed or emulated: nothing is lost in silence. Collected by readers and writers, shown in the
 * {@code x-llm-router-dropped} header and in the log. Used by one thread at a time.
 */
public final class Losses {

    /** How much a loss matters. */
    public enum Weight {
        /** A tuning hint: the answer may be a little different. */
        HINT,
        /** The client's meaning is weakened: refused when the client asked for {@code strict}. */
        SEMANTIC
    }

    private static final int MOST = 500;

    private final Set<String> dropped = new LinkedHashSet<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> emulated = new LinkedHashSet<>();
    private final Set<String> semantic = new LinkedHashSet<>();

    /** {@code path} names the field in the client's own dialect, for example {@code messages[3].content[0].cache_control}. */
    public void dropped(String path, Weight weight) {
        add(dropped, path);
        if (weight == Weight.SEMANTIC) {
            add(semantic, path);
        }
    }

    /** {@code how} is short, for example {@code 1.4>1}. */
    public void changed(String path, String how, Weight weight) {
        add(changed, path + "(" + how + ")");
        if (weight == Weight.SEMANTIC) {
            add(semantic, path);
        }
    }

    public void emulated(String path) {
        add(emulated, path);
    }

    /** Whoever invents names without end, be it a broken upstream, does not fill the memory. */
    private static void add(Set<String> losses, String loss) {
        if (losses.size() < MOST) {
            losses.add(loss);
        }
    }

    /** A field of the client's dialect that nobody here knows. */
    public void unknown(String path) {
        dropped("unknown:" + path, Weight.SEMANTIC);
    }

    public boolean isEmpty() {
        return dropped.isEmpty() && changed.isEmpty() && emulated.isEmpty();
    }

    public Set<String> dropped() {
        return dropped;
    }

    public Set<String> changed() {
        return changed;
    }

    public Set<String> emulated() {
        return emulated;
    }

    /** The losses that {@code strict} refuses. */
    public List<String> semantic() {
        return List.copyOf(semantic);
    }
}
