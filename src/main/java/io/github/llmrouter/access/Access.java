package io.github.llmrouter.access;

import io.github.llmrouter.config.Config;
import java.util.List;
import java.util.Optional;

/** Decides who may call: programs by their keys, operators by admin keys. Immutable, for any thread. */
public final class Access {

    private final Keys keys;
    private final Keys adminKeys;

    private Access(Config.Access config) {
        keys = new Keys(config.keys());
        adminKeys = new Keys(config.adminKeys());
    }

    public static Access of(Config.Access config) {
        return new Access(config);
    }

    /** Whether nobody needs a key. */
    public boolean open() {
        return keys.isEmpty();
    }

    /**
     * Who shows these keys.
     *
     * @param presented as {@link Credentials} finds them; one right key among wrong ones is enough
     */
    public Verdict check(List<String> presented) {
        if (open()) {
            return new Verdict.Known(Caller.ANONYMOUS);
        }
        if (presented.isEmpty()) {
            return new Verdict.Missing();
        }
        return keys.find(presented).<Verdict>map(Verdict.Known::new).orElseGet(Verdict.Wrong::new);
    }

    /** The operator who shows one of these keys; never anybody where no admin key is configured. */
    public Optional<Caller> admin(List<String> presented) {
        return adminKeys.find(presented);
    }
}
