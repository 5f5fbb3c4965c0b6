package io.github.llmrouter.routing.selector;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What names mean at compile time: the same chain of links that {@link Frame} has at run time. */
record Names(@Nullable Names parent, Kind kind, String name, int arity) {

    static final Names NONE = new Names(null, Kind.LABEL, "", -1);

    /** What a link stands for. */
    enum Kind {
        VARIABLE,
        FUNCTION,
        ARGUMENT,
        LABEL
    }

    Names variable(String name) {
        return new Names(this, Kind.VARIABLE, name, 0);
    }

    Names function(String name, int arity) {
        return new Names(this, Kind.FUNCTION, name, arity);
    }

    Names argument(String name) {
        return new Names(this, Kind.ARGUMENT, name, 0);
    }

    Names label(String name) {
        return new Names(this, Kind.LABEL, name, 0);
    }

    /** How many links away the nearest such name is; -1 if there is none. */
    int hops(Kind wanted, String wantedName) {
        int hops = 0;
        for (Names link = this; link != null; link = link.parent, hops++) {
            if (link.kind == wanted && link.name.equals(wantedName)) {
                return hops;
            }
        }
        return -1;
    }

    /** The nearest function or argument that can be called so, or null. */
    @Nullable
    Callee callee(String wantedName, int wantedArity) {
        int hops = 0;
        for (Names link = this; link != null; link = link.parent, hops++) {
            boolean callable = link.kind == Kind.FUNCTION || link.kind == Kind.ARGUMENT;
            if (callable && link.arity == wantedArity && link.name.equals(wantedName)) {
                return new Callee(hops, link.kind == Kind.ARGUMENT);
            }
        }
        return null;
    }

    /** Where a function or an argument is. */
    record Callee(int hops, boolean argument) {}

    List<String> variables() {
        List<String> names = new ArrayList<>();
        for (Names link = this; link != null; link = link.parent) {
            if (link.kind == Kind.VARIABLE) {
                names.add(link.name);
            }
        }
        return names;
    }

    /** The functions in scope as {@code name/arity}. */
    List<String> functions() {
        List<String> names = new ArrayList<>();
        for (Names link = this; link != null; link = link.parent) {
            if (link.kind == Kind.FUNCTION || link.kind == Kind.ARGUMENT) {
                names.add(link.name + "/" + link.arity);
            }
        }
        return names;
    }
}
