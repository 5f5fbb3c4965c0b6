package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.chat.Settings.Tier;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How Gemini spells the service tiers. */
final class ServiceTiers {

    private ServiceTiers() {}

    static @Nullable Tier read(String tier) {
        return switch (tier.toLowerCase(Locale.ROOT)) {
            case "unspecified", "service_tier_unspecified" -> Tier.AUTO;
            case "standard", "service_tier_standard" -> Tier.DEFAULT;
            case "flex", "service_tier_flex" -> Tier.FLEX;
            case "priority", "service_tier_priority" -> Tier.PRIORITY;
            default -> null;
        };
    }

    /** Null for the tiers that Gemini does not have. */
    static @Nullable String write(Tier tier) {
        return switch (tier) {
            case AUTO -> "unspecified";
            case DEFAULT -> "standard";
            case FLEX -> "flex";
            case PRIORITY -> "priority";
            case FAST, SCALE -> null;
        };
    }

    /** @param tier in the hub's spelling, null if not told */
    static @Nullable String write(@Nullable String tier) {
        for (Tier known : Tier.values()) {
            if (known.name().equalsIgnoreCase(tier)) {
                return known == Tier.AUTO ? null : write(known);
            }
        }
        return null;
    }
}
