package io.github.llmrouter.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The last event of the newest run, in {@code audit-head.json} of the data directory: the next run names it, and whoever checks a
 * trail can see whether its end is missing. An older run that still goes on for a moment leaves the file to the newer one.
 */
final class AuditHead {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.admin");

    private final @Nullable Path file;

    /** @param directory null if it is not kept */
    AuditHead(@Nullable Path directory) {
        file = directory == null ? null : directory.resolve("audit-head.json");
    }

    /** {@code {"chain", "seq", "hash"}}, null if there is none. */
    @Nullable
    JsonNode read() {
        try {
            return file == null || !Files.exists(file) ? null : Json.read(Files.readAllBytes(file));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the end of the audit trail cannot be read from {0}: {1}", file, e.toString());
            return null;
        }
    }

    void write(String chain, long seq, String hash) {
        if (file == null || seq > 1 && !ours(chain)) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling("audit-head." + chain + ".tmp");
            Json head = Json.object().with("chain", chain).with("seq", seq).with("hash", hash);
            Files.writeString(next, head.toString());
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the end of the audit trail cannot be kept in {0}: {1}", file, e.toString());
        }
    }

    private boolean ours(String chain) {
        JsonNode kept = read();
        return kept == null || kept.path("chain").asText().equals(chain);
    }
}
