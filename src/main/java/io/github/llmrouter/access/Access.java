package io.github.llmrouter.access;

import io.github.llmrouter.config.Config;
import java.util.List;
import java.util.Optional;

/** Decides who may call: programs by their keys, operators by admin keys. Immutable, for any thread. */
public final class Access {

    private final Keys keys;
    private final Keys adminKeys;

    private final People people;
    private final boolean open;

    private Access(Config.Access config) {
        keys = new Keys(config.keys());
        adminKeys = new Keys(config.adminKeys());
        people = new People(config);
        open = config.open();
    }

    public static Access of(Config.Access config) {
        return new Access(config);
    }

    /** Whether nobody needs a key. */
    public boolean open() {
        return open;
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

    /** Who sends this: by a key if one is shown, else whom the container has authenticated on this very request. */
    public Verdict check(List<String> presented, Visit visit) {
        Verdict byKey = check(presented);
        return switch (byKey) {
            case Verdict.Known known -> known;
            case Verdict.Missing missing ->
                people.caller(visit).<Verdict>map(Verdict.Known::new).orElse(missing);
            // The container's own token is no key of ours, but it is shown in the same header.
            case Verdict.Wrong wrong ->
                people.caller(visit).<Verdict>map(Verdict.Known::new).orElse(wrong);
        };
    }

    /** The operator who shows an admin key, is logged in at the container, or is vouched for by the trusted proxy. */
    public Optional<Operator> operator(List<String> presented, Visit visit) {
        return admin(presented)
                .map(caller -> new Operator(caller.name(), Operator.Role.ADMIN, Operator.Means.KEY))
                .or(() -> people.operator(visit));
    }

    /** What is known of somebody who is no operator, empty if nothing. */
    public Optional<String> stranger(Visit visit) {
        return people.name(visit);
    }

    /** The operator who shows one of these keys; never anybody where no admin key is configured. */
    public Optional<Caller> admin(List<String> presented) {
        return adminKeys.find(presented);
    }
}
