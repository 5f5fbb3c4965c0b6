package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.Finished;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stop sequences beyond what the upstream takes: they are searched here, the text of each candidate is cut before its first match,
 * and the candidate ends with that stop sequence; the answer is cut off as soon as all candidates have ended.
 */
final class Stops implements Stage {

    private final int taken;
    private List<String> searched = List.of();
    private int wanted = 1;
    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private boolean cut;

    /** One candidate. */
    private static final class Lane {
        private final StringBuilder tail = new StringBuilder();
        private boolean open;
        private boolean inText;
        private boolean over;
    }

    Stops(int taken) {
        this.taken = taken;
    }

    boolean cut() {
        return cut;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        List<String> all = chat.settings().stop();
        wanted = Math.max(1, chat.settings().candidates());
        if (all.isEmpty()) {
            return chat;
        }
        List<String> native_ = all.stream()
                .filter(stop -> !stop.isBlank())
                .distinct()
                .limit(taken)
                .toList();
        searched = all.stream()
                .filter(stop -> !stop.isEmpty() && !native_.contains(stop))
                .toList();
        if (!searched.isEmpty()) {
            losses.emulated("stop");
        }
        return native_.size() == all.size()
                ? chat
                : chat.withSettings(chat.settings().withStop(native_));
    }

    @Override
    public Consumer<Event> back(Consumer<Event> out) {
        return event -> {
            if (searched.isEmpty()) {
                out.accept(event);
            } else if (!cut) {
                scan(event, out);
            }
        };
    }

    private void scan(Event event, Consumer<Event> out) {
        switch (event) {
            case PartStarted(int candidate, Part head) -> {
                Lane lane = lane(candidate);
                lane.inText = head instanceof Part.Text;
                lane.open = !lane.over;
                pass(lane, event, out);
            }
            case Delta(int candidate, Words words)
            when lane(candidate).inText -> grow(candidate, lane(candidate), words.text(), out);
            case PartEnded(int candidate) -> {
                Lane lane = lane(candidate);
                flush(candidate, lane, lane.tail.length(), out);
                pass(lane, event, out);
                lane.open = false;
            }
            case Finished(int candidate, Event.Finish finish) -> {
                pass(lane(candidate), event, out);
                lane(candidate).over = true;
            }
            case Delta d -> pass(lane(d.candidate()), d, out);
            case Event.Started s -> out.accept(s);
            case Event.Counted c -> out.accept(c);
            case Event.Ended e -> out.accept(e);
            case Event.Failed f -> out.accept(f);
        }
    }

    private Lane lane(int candidate) {
        return lanes.computeIfAbsent(candidate, any -> new Lane());
    }

    /** What comes after the stop sequence is nobody's. */
    private static void pass(Lane lane, Event event, Consumer<Event> out) {
        if (!lane.over) {
            out.accept(event);
        }
    }

    private void grow(int candidate, Lane lane, String more, Consumer<Event> out) {
        if (lane.over) {
            return;
        }
        lane.tail.append(more);
        int first = -1;
        String match = "";
        for (String stop : searched) {
            int at = lane.tail.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                match = stop;
            }
        }
        if (first < 0) {
            flush(candidate, lane, lane.tail.length() - kept(lane.tail), out);
            return;
        }
        flush(candidate, lane, first, out);
        lane.tail.setLength(0);
        end(candidate, lane, new Event.Finish(StopReason.STOP_SEQUENCE, match, null), out);
        if (lanes.values().stream().filter(one -> one.over).count() >= wanted) {
            cut = true;
            lanes.forEach((other, left) -> end(other, left, new Event.Finish(StopReason.STOP, null, null), out));
            out.accept(new Event.Ended());
        }
    }

    private static void end(int candidate, Lane lane, Event.Finish finish, Consumer<Event> out) {
        if (lane.over) {
            return;
        }
        if (lane.open) {
            flush(candidate, lane, lane.tail.length(), out);
            out.accept(new PartEnded(candidate));
        }
        lane.over = true;
        out.accept(new Finished(candidate, finish));
    }

    /** How much of the end may be the beginning of a stop sequence. */
    private int kept(StringBuilder tail) {
        int most = 0;
        for (String stop : searched) {
            for (int length = Math.min(stop.length() - 1, tail.length()); length > most; length--) {
                if (tail.substring(tail.length() - length).equals(stop.substring(0, length))) {
                    most = length;
                    break;
                }
            }
        }
        return most;
    }

    private static void flush(int candidate, Lane lane, int length, Consumer<Event> out) {
        if (length > 0 && !lane.over) {
            out.accept(new Delta(candidate, new Words(lane.tail.substring(0, length))));
            lane.tail.delete(0, length);
        }
    }
}
