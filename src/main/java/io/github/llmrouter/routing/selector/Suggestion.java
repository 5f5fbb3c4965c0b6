package io.github.llmrouter.routing.selector;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the author of a misspelt selector may have meant. */
final class Suggestion {

    private Suggestion() {}

    /** "; did you mean ...?" or nothing. */
    static String variable(String name, Collection<String> known) {
        return didYouMean("$", name, known);
    }

    /**
     * The arities of the function, if only their number was wrong, else the most similar name.
     *
     * @param known functions as {@code name/arity}
     */
    static String function(String name, Collection<String> known) {
        String arities = known.stream()
                .filter(function -> function.startsWith(name + "/"))
                .map(function -> function.substring(name.length() + 1))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        if (!arities.isEmpty()) {
            return "; " + name + " takes " + arities + (arities.equals("1") ? " argument" : " arguments");
        }
        return didYouMean(
                "",
                name,
                known.stream().map(f -> f.substring(0, f.lastIndexOf('/'))).toList());
    }

    private static String didYouMean(String prefix, String name, Collection<String> known) {
        String best = "";
        int least = Math.min(2, name.length() / 2) + 1;
        for (String candidate : new TreeSet<>(known)) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "; did you mean " + prefix + best + "?";
    }

    /** How many letters must be added, dropped, changed or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
