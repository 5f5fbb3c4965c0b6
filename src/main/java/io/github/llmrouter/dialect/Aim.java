package io.github.llmrouter.dialect;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a converted request is written for.
 *
 * @param model the upstream's own name of the model; each dialect derives from it what the model can do
 * @param base the configured {@code api_base}; tells the vendor's own service from compatible ones
 * @param maxOutput configured maximum of output tokens, null if not configured
 * @param quirks configured overrides of what the dialect would derive; each dialect documents the keys it reads
 */
public record Aim(String model, URI base, @Nullable Long maxOutput, Map<String, String> quirks) {

    public boolean quirk(String key, boolean otherwise) {
        String value = quirks.get(key);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }

    public String quirk(String key, String otherwise) {
        return quirks.getOrDefault(key, otherwise);
    }
}
