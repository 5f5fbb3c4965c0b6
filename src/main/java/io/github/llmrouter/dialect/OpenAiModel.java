package io.github.llmrouter.dialect;

import io.github.llmrouter.chat.Thinking.Effort;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the name of one of OpenAI's models tells about it. Names that are not OpenAI's tell nothing. */
public final class OpenAiModel {

    private static final Pattern VERSION =
            Pattern.compile("(?:.*/)?(?:chat)?gpt-(\\d{1,2})(?:\\.(\\d{1,2}))?(?!\\d).*");
    private static final Pattern O_SERIES = Pattern.compile("(?:.*/)?o[1-9]([.-].*)?");

    private final String name;
    private final boolean oSeries;
    /** In hundredths: 506 for 5.6; 0 for what is no GPT. */
    private final int version;

    public OpenAiModel(String model) {
        name = model.toLowerCase(Locale.ROOT);
        oSeries = O_SERIES.matcher(name).matches();
        Matcher gpt = VERSION.matcher(name);
        version = gpt.matches() ? 100 * Integer.parseInt(gpt.group(1)) + minor(gpt.group(2)) : 0;
    }

    private static int minor(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    public boolean atLeast(int major, int minor) {
        return version >= 100 * major + minor;
    }

    /** Whether it is one of OpenAI's at all. */
    public boolean known() {
        return oSeries || version > 0;
    }

    /** Whether it thinks before it answers: then it takes an effort, and no sampling other than the default. */
    public boolean reasons() {
        return oSeries || atLeast(5, 0) && !name.contains("chat");
    }

    /** The efforts that a reasoning model knows. */
    public Set<Effort> efforts() {
        if (atLeast(5, 6)) {
            return EnumSet.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX);
        } else if (atLeast(5, 2) || name.contains("codex-max")) {
            return EnumSet.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH);
        } else if (atLeast(5, 1)) {
            return EnumSet.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH);
        } else if (atLeast(5, 0)) {
            return EnumSet.of(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH);
        }
        return EnumSet.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH);
    }

    /** The highest level that is not above the wanted one, but never none for somebody who wants the model to think. */
    public static Effort nearest(Effort wanted, Set<Effort> known) {
        Predicate<Effort> usable = level -> wanted == Effort.NONE || level != Effort.NONE;
        Stream<Effort> lower = known.stream().filter(level -> level.compareTo(wanted) <= 0);
        return lower.filter(usable)
                .max(Effort::compareTo)
                .or(() -> known.stream().filter(usable).min(Effort::compareTo))
                .orElse(wanted);
    }
}
