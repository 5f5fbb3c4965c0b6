package io.github.llmrouter.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What shall be answered. The newest user text that holds a command decides:
 *
 * <ul>
 *   <li>{@code [[call NAME {"json": "arguments"}]]} calls a tool, several times for several calls; once the results are
 *       there, they are quoted;
 *   <li>{@code [[think some text]]} thinks first;
 *   <li>{@code [[words N]]} answers with N words;
 *   <li>{@code [[fail CODE]]} answers with that HTTP status.
 * </ul>
 *
 * @param thinking empty for none
 * @param failure an HTTP status, 0 for none
 */
record Script(String thinking, String text, List<Call> calls, int failure) {

    private static final Pattern COMMAND = Pattern.compile("\\[\\[(call|think|words|fail)\\b");
    private static final Pattern CALL = Pattern.compile("\\[\\[call (\\S+) (\\{.*?})]]", Pattern.DOTALL);
    private static final Pattern THINK = Pattern.compile("\\[\\[think ([^]]*)]]");
    private static final Pattern WORDS = Pattern.compile("\\[\\[words (\\d{1,6})]]");
    private static final Pattern FAIL = Pattern.compile("\\[\\[fail ([45]\\d\\d)]]");
    private static final int QUOTED = 200;

    /** A tool call; the arguments are JSON. */
    record Call(String name, JsonNode arguments) {}

    static Script read(List<Line> conversation, String model) {
        int prompt = newestPrompt(conversation);
        String asked = prompt < 0 ? "" : conversation.get(prompt).text();
        List<Line> since = conversation.subList(prompt + 1, conversation.size());
        List<Call> calls = calls(asked);
        String thinking = first(THINK, asked, "");
        int failure = Integer.parseInt(first(FAIL, asked, "0"));
        if (calls.isEmpty()) {
            return new Script(thinking, text(asked, model), List.of(), failure);
        }
        List<String> results = since.stream()
                .filter(line -> line.speaker() == Line.Speaker.TOOL)
                .map(Line::text)
                .toList();
        return results.isEmpty()
                ? new Script(thinking, "I will call the tool.", calls, failure)
                : new Script("", quote(results), List.of(), failure);
    }

    /** About four characters a token, as a rule of thumb. */
    int tokens() {
        int letters = text.length()
                + calls.stream()
                        .mapToInt(call -> call.arguments().toString().length())
                        .sum();
        return Math.max(1, letters / 4) + thinkingTokens();
    }

    int thinkingTokens() {
        return thinking.length() / 4;
    }

    private static int newestPrompt(List<Line> conversation) {
        int newest = -1;
        boolean command = false;
        for (int i = 0; i < conversation.size(); i++) {
            Line line = conversation.get(i);
            boolean commands = COMMAND.matcher(line.text()).find();
            if (line.speaker() == Line.Speaker.USER && (commands || !command)) {
                newest = i;
                command |= commands;
            }
        }
        return newest;
    }

    private static List<Call> calls(String asked) {
        return CALL.matcher(asked)
                .results()
                .map(match -> new Call(match.group(1), arguments(match.group(2))))
                .toList();
    }

    private static JsonNode arguments(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            return Json.object().with("unreadable", json).node();
        }
    }

    private static String text(String asked, String model) {
        int words = Integer.parseInt(first(WORDS, asked, "0"));
        if (words > 0) {
            return IntStream.range(0, words).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        }
        return "Hello from " + model + ", a scripted model that needs no key."
                + (asked.isBlank() ? "" : " You said: " + cut(asked.strip()));
    }

    private static String quote(List<String> results) {
        return results.stream().map(result -> "The tool said: " + cut(result)).collect(Collectors.joining("\n"));
    }

    private static String cut(String text) {
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
