package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Part;
import java.util.List;
import java.util.function.Consumer;

/** The visible text of the first alternative, as far as it has been told. */
final class Heard implements Consumer<Event> {

    private final StringBuilder text = new StringBuilder();
    private boolean visible;

    static String in(List<Event> events) {
        Heard heard = new Heard();
        events.forEach(heard);
        return heard.text();
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PartStarted(int candidate, Part head) && candidate == 0) {
            visible = head instanceof Part.Text || head instanceof Part.Refusal;
            text.append(head instanceof Part.Text words ? words.text() : "");
            text.append(head instanceof Part.Refusal words ? words.text() : "");
        } else if (event instanceof Event.Delta(int candidate, Event.Words words) && candidate == 0 && visible) {
            text.append(words.text());
        }
    }

    String text() {
        return text.toString();
    }
}
