package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What has been learned about all targets. It outlives every reload: an unchanged target keeps its standing, a changed
 * credential or address makes a new target. For any number of threads.
 */
public final class Standings {

    private final Map<String, Standing> targets = new ConcurrentHashMap<>();
    private final Map<String, Circuit> keys = new ConcurrentHashMap<>();
    private final Map<String, Rotation> rotations = new ConcurrentHashMap<>();
    private final byte[] salt = SecureRandom.getSeed(16);
    private final InstantSource clock;
    private final Rules rules;
    private final Quotas quotas;
    private final Affinity affinity;

    public Standings(InstantSource clock) {
        this(clock, Rules.DEFAULTS, new LocalQuotas(clock));
    }

    public Standings(InstantSource clock, Rules rules, Quotas quotas) {
        this.clock = clock;
        this.rules = rules;
        this.quotas = quotas;
        this.affinity = new Affinity(clock);
    }

    public Standing of(Target target) {
        return targets.computeIfAbsent(
                target.id(),
                id -> new Standing(keys.computeIfAbsent(keyId(target), key -> new Circuit()), rules, clock));
    }

    /** Forgets all other targets. Leases that are still open keep what they need. */
    public void retain(Collection<Target> kept) {
        Set<String> ids = kept.stream().map(Target::id).collect(Collectors.toSet());
        targets.keySet().retainAll(ids);
        keys.keySet().retainAll(kept.stream().map(this::keyId).collect(Collectors.toSet()));
        rotations.values().forEach(rotation -> rotation.retain(ids));
        rotations.values().removeIf(Rotation::isEmpty);
    }

    /** The counters of all limits, also of those that are not about targets. */
    public Quotas quotas() {
        return quotas;
    }

    Affinity affinity() {
        return affinity;
    }

    /** One target for each of the provider's keys. */
    List<Target> targets(Config.Model model) {
        List<Config.Key> keys = model.provider().keys();
        return (keys.isEmpty() ? List.of(new Config.Key("none", "", List.of())) : keys)
                .stream()
                        .map(key -> new Target(
                                model.provider().name()
                                        + '/'
                                        + key.name()
                                        + '/'
                                        + model.upstream()
                                        + '#'
                                        + mark(model.provider(), key),
                                model,
                                key))
                        .toList();
    }

    Rotation rotation(String route) {
        return rotations.computeIfAbsent(route, name -> new Rotation());
    }

    private String keyId(Target target) {
        return target.provider().name() + '/' + target.key().name() + '#' + mark(target.provider(), target.key());
    }

    /** Differs when the credential or the address does; salted, so that nobody can try secrets against it. */
    private String mark(Config.Provider provider, Config.Key key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((provider.dialect() + '\n' + provider.base() + '\n').getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(key.secret().getBytes(StandardCharsets.UTF_8)), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
