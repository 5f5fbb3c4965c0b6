package io.github.llmrouter.dialect.gemini;

import io.github.llmrouter.dialect.Aim;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model can do, by its name. Quirks override it: {@code generation} (as in {@code 2.5}), {@code schema} ({@code json} or
 * {@code subset}), {@code call_ids}, {@code media_resolution}, {@code vertex} (true or false).
 *
 * @param generation as in the name; names without one are taken for the newest
 * @param pro of the family that cannot stop thinking
 * @param lite of the family that thinks only when told
 * @param vertex whether Vertex AI serves it rather than the Gemini API
 * @param jsonSchema whether schemas may be real JSON Schema
 * @param callIds whether calls may carry ids
 * @param mediaResolution whether one part may have a resolution of its own
 * @param maxOutput most tokens of an answer: asking for more is an error
 */
record Traits(
        double generation,
        boolean pro,
        boolean lite,
        boolean vertex,
        boolean jsonSchema,
        boolean callIds,
        boolean mediaResolution,
        long maxOutput) {

    private static final Pattern GENERATION = Pattern.compile("gemini-(\\d+(?:\\.\\d+)?)(?:-|$)");
    private static final double NEWEST = 3.1;

    static Traits of(Aim aim) {
        String model = aim.model().toLowerCase(Locale.ROOT);
        double generation = generation(aim, model);
        String host = aim.base().getHost();
        return new Traits(
                generation,
                model.contains("-pro"),
                model.contains("-lite"),
                aim.quirk("vertex", host != null && host.endsWith("aiplatform.googleapis.com")),
                aim.quirk("schema", generation >= 2.5 ? "json" : "subset").equals("json"),
                aim.quirk("call_ids", true),
                aim.quirk("media_resolution", generation >= 3),
                maxOutput(aim, model, generation));
    }

    /** As configured; else what the vendor's models are known to give, and no limit for a name that is not the vendor's. */
    private static long maxOutput(Aim aim, String model, double generation) {
        Long configured = aim.maxOutput();
        if (configured != null) {
            return configured;
        }
        return !model.contains("gemini-") ? Long.MAX_VALUE : generation >= 2.5 ? 65_536 : 8_192;
    }

    private static double generation(Aim aim, String model) {
        Matcher name = GENERATION.matcher(model);
        String told = aim.quirk("generation", name.find() ? name.group(1) : "");
        try {
            return told.isEmpty() ? NEWEST : Double.parseDouble(told);
        } catch (NumberFormatException e) {
            return NEWEST;
        }
    }

    /** From here on thinking is set as a level, tool results may hold images, and calls must be signed. */
    boolean third() {
        return generation >= 3;
    }

    boolean thinks() {
        return generation >= 2.5;
    }
}
