package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.dialect.Aim;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model can do, as far as its name tells; the provider's quirks overrule it: {@code anthropic_version}, {@code sampling},
 * {@code adaptive_thinking}, {@code structured_output}, {@code mid_conversation_system}, {@code prefill}, {@code user_first}.
 * Other vendors' models behind this API are taken for old ones, which is what they imitate.
 *
 * @param sampling accepts temperature, top_p and top_k
 * @param bothSamplings accepts temperature and top_p together
 * @param thinks has extended thinking at all
 * @param budgets takes a token budget for thinking
 * @param adaptive decides itself how long to think
 * @param effort takes {@code output_config.effort}
 * @param xhigh and {@code max} are efforts that it knows
 * @param structured has {@code output_config.format} and strict tools
 * @param midSystem takes system messages in the middle of the conversation
 * @param prefill continues a last assistant message
 * @param userFirst wants the user to speak first
 */
record Claude(
        boolean sampling,
        boolean bothSamplings,
        boolean thinks,
        boolean budgets,
        boolean adaptive,
        boolean effort,
        boolean xhigh,
        boolean max,
        boolean structured,
        boolean midSystem,
        boolean prefill,
        boolean userFirst) {

    private static final Pattern NAME = Pattern.compile(
            "claude-(?:(?<family>[a-z]+)-)?(?<major>\\d{1,2})(?:[-.](?<minor>\\d{1,2}))?(?!\\d)(?:-(?<old>[a-z]+))?");

    /** Newer than any version we know. */
    private static final int NEWEST = 9900;

    /** The version of the API that took sampling away and brought system messages. */
    private static final String NO_SAMPLING = "2026-10-21";

    /** Whether the name tells the version, so that what it can do is known rather than supposed. */
    static boolean isNamed(Aim aim) {
        return NAME.matcher(aim.model().toLowerCase(Locale.ROOT)).find();
    }

    static Claude of(Aim aim) {
        String name = aim.model().toLowerCase(Locale.ROOT);
        Matcher matcher = NAME.matcher(name);
        if (matcher.find()) {
            String minor = matcher.group("minor");
            int version =
                    Integer.parseInt(matcher.group("major")) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
            return of(version, "opus".equals(matcher.group("family")), aim);
        }
        String host = aim.base().getHost();
        boolean own = name.contains("claude") || host != null && host.endsWith("anthropic.com");
        return of(own ? NEWEST : 0, false, aim);
    }

    /** @param version 405 is 4.5; 0 is somebody else's model */
    private static Claude of(int version, boolean opus, Aim aim) {
        boolean foreign = version == 0;
        boolean newApi = aim.quirk("anthropic_version", Anthropic.VERSION).compareTo(NO_SAMPLING) >= 0;
        boolean adaptive = aim.quirk("adaptive_thinking", version >= 406);
        return new Claude(
                aim.quirk("sampling", version <= 406 && !newApi),
                version < 400,
                foreign || version >= 307,
                foreign || version >= 307 && version <= 406,
                adaptive,
                adaptive || opus && version == 405,
                version >= 407,
                adaptive,
                aim.quirk("structured_output", version >= 405 || opus && version >= 401),
                aim.quirk("mid_conversation_system", version >= 408 || newApi),
                aim.quirk("prefill", version <= 405),
                aim.quirk("user_first", version <= 406));
    }
}
