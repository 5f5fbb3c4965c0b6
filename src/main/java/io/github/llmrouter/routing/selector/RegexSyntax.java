package io.github.llmrouter.routing.selector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * jq's regular expression syntax (Oniguruma's) in Java's words: names of groups, POSIX classes, {@code \h}.
 *
 * @param groups the groups' names in order, null where a group has none
 */
record RegexSyntax(String java, List<@Nullable String> groups) {

    private static final String HEX = "0-9a-fA-F";

    RegexSyntax {
        groups = Collections.unmodifiableList(groups);
    }

    static RegexSyntax translate(String regex) {
        Translation translation = new Translation(regex);
        translation.run();
        return new RegexSyntax(translation.java.toString(), translation.groups);
    }

    private static final class Translation {

        private final String regex;
        private final StringBuilder java = new StringBuilder();
        private final List<@Nullable String> groups = new ArrayList<>();
        private int at;
        private int brackets;

        private Translation(String regex) {
            this.regex = regex;
        }

        private void run() {
            while (at < regex.length()) {
                char c = regex.charAt(at);
                if (c == '\\' && at + 1 < regex.length()) {
                    escape(regex.charAt(at + 1));
                } else if (brackets > 0) {
                    inBrackets(c);
                } else if (c == '(') {
                    group();
                } else {
                    brackets += c == '[' ? 1 : 0;
                    take(1);
                    firstOfBrackets();
                }
            }
        }

        private void take(int length) {
            java.append(regex, at, at + length);
            at += length;
        }

        private void escape(char c) {
            if (c == 'h' || c == 'H') {
                java.append(brackets > 0 && c == 'h' ? HEX : "[" + (c == 'H' ? "^" : "") + HEX + "]");
                at += 2;
            } else if (c == 'k' && regex.startsWith("<", at + 2) && regex.indexOf('>', at) > 0) {
                int end = regex.indexOf('>', at);
                int group = groups.indexOf(regex.substring(at + 3, end)) + 1;
                java.append(group > 0 ? "\\" + group + "(?:)" : regex.substring(at, end + 1));
                at = end + 1;
            } else {
                take(2);
            }
        }

        /** A bracket directly behind "[" or "[^" is a letter; "&&" and "[" within are none of Java's operators. */
        private void firstOfBrackets() {
            if (brackets == 0 || java.charAt(java.length() - 1) != '[') {
                return;
            }
            if (regex.startsWith("^", at)) {
                take(1);
            }
            if (regex.startsWith("]", at)) {
                java.append("\\]");
                at++;
            }
        }

        private void inBrackets(char c) {
            int end = regex.indexOf(":]", at);
            if (regex.startsWith("[:", at) && end > 0) {
                String name = regex.substring(at + 2, end);
                boolean not = name.startsWith("^");
                java.append(not ? "\\P{" : "\\p{")
                        .append(posix(not ? name.substring(1) : name))
                        .append('}');
                at = end + 2;
                return;
            }
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            take(1);
            if (c == '[') {
                firstOfBrackets();
            }
        }

        private static String posix(String name) {
            return switch (name) {
                case "xdigit" -> "XDigit";
                case "word" -> "IsWord";
                case "ascii" -> "ASCII";
                default -> name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
            };
        }

        private void group() {
            boolean named = (regex.startsWith("(?<", at) || regex.startsWith("(?P<", at))
                    && !regex.startsWith("(?<=", at)
                    && !regex.startsWith("(?<!", at);
            int end = regex.indexOf('>', at);
            if (named && end > 0) {
                groups.add(regex.substring(regex.indexOf('<', at) + 1, end));
                java.append('(');
                at = end + 1;
            } else {
                if (!regex.startsWith("(?", at)) {
                    groups.add(null);
                }
                take(1);
            }
        }
    }
}
