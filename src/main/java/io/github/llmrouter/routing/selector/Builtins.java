package io.github.llmrouter.routing.selector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every function that a selector can call. There is none that sees the environment, a file, another input or a module: what
 * is not registered here does not exist, whatever else jackson-jq finds on the class path.
 */
final class Builtins {

    /** Makes the filter of one call from its arguments. */
    @FunctionalInterface
    interface Maker {
        Filter make(List<Filter> args);
    }

    private static final Map<String, Maker> NATIVE = new HashMap<>();
    private static final Map<String, Definition> WRITTEN_IN_JQ = new HashMap<>();

    static {
        JacksonJq.register(NATIVE);
        CoreFunctions.register(NATIVE);
        StreamFunctions.register(NATIVE);
        PathFunctions.register(NATIVE);
        ArrayFunctions.register(NATIVE);
        StringFunctions.register(NATIVE);
        NumberFunctions.register(NATIVE);
        RegexFunctions.register(NATIVE);
        DateFunctions.register(NATIVE);
        Library.load(WRITTEN_IN_JQ);
    }

    private Builtins() {}

    static @Nullable Filter find(String name, List<Filter> args) {
        String signature = name + "/" + args.size();
        Definition definition = WRITTEN_IN_JQ.get(signature);
        if (definition != null) {
            return new Calls.LibraryCall(definition, args);
        }
        Maker maker = NATIVE.get(signature);
        return maker == null ? null : maker.make(args);
    }

    /** As {@code name/arity}. */
    static Collection<String> names() {
        List<String> names = new ArrayList<>(NATIVE.keySet());
        names.addAll(WRITTEN_IN_JQ.keySet());
        return names;
    }
}
