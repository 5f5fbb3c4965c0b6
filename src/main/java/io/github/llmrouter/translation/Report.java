package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Losses;
import java.util.Collection;
import java.util.StringJoiner;

/** Words the losses of a conversion for the {@code x-llm-router-dropped} header. */
public final class Report {

    private static final int LONGEST = 2000;

    private Report() {}

    /** For example {@code openai>anthropic; dropped=seed,logit_bias; changed=temperature(1.4>1); emulated=stop}. */
    public static String of(String from, String to, Losses losses) {
        StringJoiner report = new StringJoiner("; ");
        report.add(from + ">" + to);
        add(report, "dropped", losses.dropped());
        add(report, "changed", losses.changed());
        add(report, "emulated", losses.emulated());
        String text = report.toString().replaceAll("[^\\x20-\\x7E]", "?");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private static void add(StringJoiner report, String kind, Collection<String> items) {
        if (!items.isEmpty()) {
            report.add(kind + "=" + String.join(",", items));
        }
    }
}
