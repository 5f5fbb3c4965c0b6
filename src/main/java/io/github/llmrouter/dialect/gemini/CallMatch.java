package io.github.llmrouter.dialect.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives ids to calls that have none and finds them again for the results, by name and in order. */
final class CallMatch {

    private record Open(String id, String name) {}

    private final List<Open> open = new ArrayList<>();
    private int made;

    String called(@Nullable String id, String name) {
        String known = id == null || id.isEmpty() ? next() : id;
        open.add(new Open(known, name));
        return known;
    }

    /** What a result answers: {@code name} is the call's, the result's own if there is no such call. */
    record Answered(String id, String name) {}

    /** A result that names an unknown id answers a call that had none. */
    Answered answered(@Nullable String id, String name) {
        Optional<Open> call = find(id, name);
        call.ifPresent(open::remove);
        return call.map(found -> new Answered(found.id, found.name))
                .orElseGet(() -> new Answered(id == null || id.isEmpty() ? next() : id, name));
    }

    private Optional<Open> find(@Nullable String id, String name) {
        Optional<Open> same = open.stream().filter(call -> call.id.equals(id)).findFirst();
        return same.isPresent()
                ? same
                : open.stream()
                        .filter(call -> call.name.equals(name))
                        .filter(call -> id == null || id.isEmpty() || CallIds.derived(call.id))
                        .findFirst();
    }

    private String next() {
        return CallIds.derive("request", 0, made++);
    }
}
