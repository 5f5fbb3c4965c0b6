package io.github.llmrouter.access;

import io.github.llmrouter.config.Config.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A set of keys, known only by their salted digests. Immutable, for any thread. */
final class Keys {

    private record Entry(byte[] digest, Caller caller) {}

    private final byte[] salt = new byte[16];
    private final List<Entry> entries;

    Keys(Collection<AccessKey> keys) {
        new SecureRandom().nextBytes(salt);
        entries = keys.stream()
                .map(key -> new Entry(
                        digest(key.secret()), Caller.key(key.name(), key.models(), key.limits(), key.strict())))
                .toList();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The owner of the first of these keys that is one of ours. Every key is compared, whatever is found before. */
    Optional<Caller> find(List<String> presented) {
        @Nullable Caller found = null;
        for (String key : presented) {
            byte[] digest = digest(key);
            for (Entry entry : entries) {
                boolean same = MessageDigest.isEqual(entry.digest(), digest);
                found = same && found == null ? entry.caller() : found;
            }
        }
        return Optional.ofNullable(found);
    }

    private byte[] digest(String key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
