package io.github.llmrouter.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a written audit trail is whole: every line as it was written, none missing, none twice. Other lines, and what a
 * logging library puts before an event, do not matter. Not for several threads.
 */
public final class AuditTrail {

    private static final Pattern EVENT = Pattern.compile("(\\{\"seq\":.*),\"hash\":\"([0-9a-f]{64})\"}");

    /** One run of the application. */
    private static final class Chain {
        private long first;
        private long seq;
        private String hash = "";
        private boolean stopped;
        private final Map<Long, String> hashes = new LinkedHashMap<>();
    }

    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final List<JsonNode> continued = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long events;

    /**
     * Takes the next line.
     *
     * @param place where it is, for people
     */
    public void line(String place, String line) {
        Matcher matcher = EVENT.matcher(line);
        if (!matcher.find()) {
            if (line.contains("{\"seq\":")) {
                problems.add(place + ": an event that is cut or changed");
            }
            return;
        }
        String text = matcher.group(1) + "}";
        JsonNode event;
        try {
            event = Json.read(text);
        } catch (JsonProcessingException e) {
            problems.add(place + ": an event that is no JSON");
            return;
        }
        events++;
        if (!Audit.hash(text).equals(matcher.group(2))) {
            problems.add(place + ": event " + name(event) + " was changed: its hash is another");
        }
        follow(place, event, matcher.group(2));
    }

    private void follow(String place, JsonNode event, String hash) {
        Chain chain = chains.computeIfAbsent(event.path("chain").asText(), name -> new Chain());
        long seq = event.path("seq").asLong();
        if (chain.first == 0) {
            chain.first = seq;
        } else if (seq != chain.seq + 1) {
            problems.add(place + ": event " + name(event) + " follows number " + chain.seq);
        } else if (!event.path("previous").asText().equals(chain.hash)) {
            problems.add(place + ": event " + name(event) + " does not fit the one before");
        }
        if (seq == 1 && event.has("continues")) {
            continued.add(event.path("continues"));
        }
        chain.seq = seq;
        chain.hash = hash;
        chain.hashes.put(seq, hash);
        chain.stopped = event.path("action").asText().equals("stop");
    }

    private static String name(JsonNode event) {
        return event.path("seq").asText() + " of chain " + event.path("chain").asText();
    }

    /**
     * What is wrong, empty if nothing is.
     *
     * @param partial whether older files are gone on purpose, so that the trail may begin anywhere
     * @param head what {@code audit-head.json} says, null to do without
     */
    public List<String> problems(boolean partial, @Nullable JsonNode head) {
        List<String> all = new ArrayList<>(problems);
        if (!partial) {
            chains.forEach((name, chain) -> {
                if (chain.first != 1) {
                    all.add("chain " + name + " begins with event " + chain.first + ": what was before is missing");
                }
            });
            continued.forEach(end -> expect(all, end, "the run after it names it"));
        }
        if (head != null) {
            expect(all, head, "it is the last that was written");
        }
        return all;
    }

    private void expect(List<String> problems, JsonNode end, String why) {
        Chain chain = chains.get(end.path("chain").asText());
        String hash = chain == null ? null : chain.hashes.get(end.path("seq").asLong());
        if (!end.path("hash").asText().equals(hash)) {
            problems.add("event " + name(end) + " is missing or another: " + why);
        }
    }

    /** One line for each chain, for people. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        chains.forEach((name, chain) -> lines.add("chain " + name + ": events " + chain.first + " to " + chain.seq
                + (chain.stopped ? "" : ", not stopped: it still runs, was killed, or its end is missing")));
        lines.add(events + " events in " + chains.size() + " chains");
        return lines;
    }
}
