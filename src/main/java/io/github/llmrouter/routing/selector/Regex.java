package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in jq's syntax, run by java.util.regex over a text that charges the budget for every look at it, so
 * that no pattern runs away on any text. Immutable, for any thread.
 *
 * @param groups the groups' names in order, null where a group has none
 * @param all all matches, not only the first
 * @param skipEmpty matches of no length do not count
 */
record Regex(Pattern pattern, List<@Nullable String> groups, boolean all, boolean skipEmpty) {

    private static final int LONGEST = 10_000;

    /** @param flags letters, or null for none */
    static Regex compile(JsonNode regex, JsonNode flags) {
        if (!regex.isTextual()) {
            throw new Raised(Raised.show(regex) + " is not a string");
        }
        if (!flags.isTextual() && !flags.isNull()) {
            throw new Raised(Raised.show(flags) + " is not a string");
        }
        int options = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES;
        String letters = flags.isNull() ? "" : flags.textValue();
        for (int i = 0; i < letters.length(); i++) {
            options |= switch (letters.charAt(i)) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 'x' -> Pattern.COMMENTS;
                case 'p', 'm' -> Pattern.DOTALL;
                case 'g', 'n', 's', 'l' -> 0;
                default -> throw new Raised(letters + " is not a valid modifier string");
            };
        }
        if (regex.textValue().length() > LONGEST) {
            throw new Raised("a regular expression longer than " + LONGEST + " characters");
        }
        RegexSyntax syntax = RegexSyntax.translate(regex.textValue());
        try {
            Pattern pattern = Pattern.compile(syntax.java(), options);
            return new Regex(pattern, syntax.groups(), letters.indexOf('g') >= 0, letters.indexOf('n') >= 0);
        } catch (PatternSyntaxException e) {
            throw new Raised(regex.textValue() + " (at offset " + Math.max(0, e.getIndex()) + ") is not a valid regex: "
                    + e.getDescription());
        }
    }

    /** Positions count UTF-16 units; a group that took no part is at -1. */
    record Match(int start, int end, List<int[]> groups) {}

    /** The matches that the flags ask for. */
    List<Match> matches(Budget budget, String text) {
        Matcher matcher = pattern.matcher(new Text(text, budget));
        List<Match> matches = new ArrayList<>();
        while (matcher.find()) {
            budget.spend(1 + matcher.groupCount());
            if (skipEmpty && matcher.end() == matcher.start()) {
                continue;
            }
            List<int[]> found = new ArrayList<>();
            for (int i = 1; i <= matcher.groupCount(); i++) {
                found.add(new int[] {matcher.start(i), matcher.end(i)});
            }
            matches.add(new Match(matcher.start(), matcher.end(), found));
            if (!all) {
                break;
            }
        }
        return matches;
    }

    boolean isFoundIn(Budget budget, String text) {
        return skipEmpty
                ? !matches(budget, text).isEmpty()
                : pattern.matcher(new Text(text, budget)).find();
    }

    /** A text that counts how often it is looked at. For one thread. */
    private static final class Text implements CharSequence {

        private static final int LOOKS_PER_STEP = 32;

        private final String text;
        private final Budget budget;
        private int looks;

        private Text(String text, Budget budget) {
            this.text = text;
            this.budget = budget;
        }

        @Override
        public char charAt(int index) {
            if (++looks >= LOOKS_PER_STEP) {
                looks = 0;
                budget.step();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
