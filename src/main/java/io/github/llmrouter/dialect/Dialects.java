package io.github.llmrouter.dialect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dialects that this router speaks, by name. Immutable, for any thread. */
public final class Dialects {

    private final Map<String, Dialect> byName = new LinkedHashMap<>();

    public Dialects(Dialect... dialects) {
        for (Dialect dialect : dialects) {
            byName.put(dialect.name(), dialect);
        }
    }

    /** @throws IllegalArgumentException if no dialect has this name */
    public Dialect of(String name) {
        Dialect dialect = byName.get(name);
        if (dialect == null) {
            throw new IllegalArgumentException("no dialect is called " + name + "; there are " + byName.keySet());
        }
        return dialect;
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    public Collection<Dialect> all() {
        return byName.values();
    }
}
