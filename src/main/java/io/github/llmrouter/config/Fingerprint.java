package io.github.llmrouter.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file was when somebody looked. Times and sizes alone are not trusted: an edit can keep both, and network mounts and
 * swapped links tell little; so small files are compared by what they hold.
 *
 * @param stamp real path, size, modification time and inode
 * @param hash of the content, empty where the file is missing
 */
record Fingerprint(String stamp, String hash) {

    private static final long SMALL = 1 << 20;

    static final Fingerprint MISSING = new Fingerprint("", "");

    /** Looks again; a big file is only read if its stamp differs from {@code before}. */
    static Fingerprint of(Path file, @Nullable Fingerprint before) {
        try {
            Path real = file.toRealPath();
            var attributes = Files.readAttributes(real, BasicFileAttributes.class);
            String stamp = real + "|" + attributes.size() + "|" + attributes.lastModifiedTime() + "|"
                    + Objects.toString(attributes.fileKey());
            if (attributes.size() > SMALL && before != null && before.stamp.equals(stamp)) {
                return before;
            }
            return new Fingerprint(stamp, hash(Files.readAllBytes(real)));
        } catch (IOException e) {
            return MISSING;
        }
    }

    static Fingerprint of(byte[] content) {
        return new Fingerprint("", hash(content));
    }

    /** A moved or touched file with the same content has not changed. */
    boolean sameContent(Fingerprint other) {
        return hash.equals(other.hash);
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
