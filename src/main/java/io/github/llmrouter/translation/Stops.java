package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Delta;
import io.github.llmrouter.chat.Event.PartEnded;
import io.github.llmrouter.chat.Event.PartStarted;
import io.github.llmrouter.chat.Event.Words;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.StopReason;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stop sequences beyond what the upstream takes: they are searched here, the text is cut before the first match, and the answer
 * ends with that stop sequence. For one candidate: several together with emulated stop sequences are not cut.
 */
final class Stops implements Stage {

    private final int taken;
    private List<String> searched = List.of();
    private final StringBuilder tail = new StringBuilder();
    private boolean inText;
    private boolean cut;

    Stops(int taken) {
        this.taken = taken;
    }

    boolean cut() {
        return cut;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        List<String> all = chat.settings().stop();
        List<String> native_ =
                all.stream().filter(stop -> !stop.isBlank()).limit(taken).toList();
        searched = all.stream()
                .filter(stop -> !stop.isEmpty() && !native_.contains(stop))
                .toList();
        if (searched.isEmpty()) {
            return chat;
        }
        losses.emulated("stop");
        return chat.withSettings(chat.settings().withStop(native_));
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
                inText = head instanceof Part.Text;
                out.accept(event);
            }
            case Delta(int candidate, Words words) when inText -> grow(candidate, words.text(), out);
            case PartEnded(int candidate) -> {
                flush(candidate, tail.length(), out);
                out.accept(event);
            }
            case Delta d -> out.accept(d);
            case Event.Started s -> out.accept(s);
            case Event.Counted c -> out.accept(c);
            case Event.Finished f -> out.accept(f);
            case Event.Ended e -> out.accept(e);
            case Event.Failed f -> out.accept(f);
        }
    }

    private void grow(int candidate, String more, Consumer<Event> out) {
        tail.append(more);
        int first = -1;
        String match = "";
        for (String stop : searched) {
            int at = tail.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                match = stop;
            }
        }
        if (first < 0) {
            flush(candidate, tail.length() - kept(), out);
            return;
        }
        flush(candidate, first, out);
        cut = true;
        out.accept(new PartEnded(candidate));
        out.accept(new Event.Finished(candidate, new Event.Finish(StopReason.STOP_SEQUENCE, match, null)));
        out.accept(new Event.Ended());
    }

    /** How much of the end may be the beginning of a stop sequence. */
    private int kept() {
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

    private void flush(int candidate, int length, Consumer<Event> out) {
        if (length > 0) {
            out.accept(new Delta(candidate, new Words(tail.substring(0, length))));
            tail.delete(0, length);
        }
    }
}
