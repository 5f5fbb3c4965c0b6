package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.routing.Plan;
import io.github.llmrouter.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be done with a request, without doing it.
 *
 * @param target who would be asked first
 * @param others who would be asked if that failed, in this order
 * @param converted whether the body is said in another dialect
 * @param address path and query below the target's {@code api_base}
 * @param body what would be sent
 * @param losses what the conversion drops, changes and emulates; null if nothing is converted
 */
public record Explanation(
        Target target,
        List<Target> others,
        Plan plan,
        boolean converted,
        String address,
        byte[] body,
        @Nullable Losses losses) {}
