package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions, their arguments and variables at run time. */
final class Calls {

    private Calls() {}

    /** What this call means where it stands, or null if nothing is called so. */
    static @Nullable Filter resolve(Names names, String name, List<Filter> args) {
        Names.Callee callee = names.callee(name, args.size());
        if (callee != null) {
            return callee.argument() ? new Argument(callee.hops()) : new Call(callee.hops(), args);
        }
        return Builtins.find(name, args);
    }

    /** An argument and the names that were in scope where it was written. */
    private record Closure(Filter filter, Frame frame) {}

    record Variable(int hops) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            out.emit((JsonNode) frame.up(hops).slot(), Path.lost(at));
        }
    }

    record Argument(int hops) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Closure closure = (Closure) frame.up(hops).slot();
            closure.filter.run(closure.frame, in, at, out);
        }
    }

    record Define(Definition definition, Filter rest) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            rest.run(frame.with(definition), in, at, out);
        }
    }

    record Call(int hops, List<Filter> args) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            Frame defined = frame.up(hops);
            call((Definition) defined.slot(), defined, args, frame, in, at, out);
        }
    }

    /** A call of a function of the library, which sees nothing but its arguments. */
    record LibraryCall(Definition definition, List<Filter> args) implements Filter {
        @Override
        public void run(Frame frame, JsonNode in, @Nullable Path at, Out out) {
            call(definition, new Frame(frame.budget()), args, frame, in, at, out);
        }
    }

    private static void call(
            Definition definition,
            Frame defined,
            List<Filter> args,
            Frame frame,
            JsonNode in,
            @Nullable Path at,
            Filter.Out out) {
        Frame inside = defined;
        for (Filter arg : args) {
            // an argument that is only handed on stays what it was: no chain that grows with the recursion
            inside = inside.with(
                    arg instanceof Argument same ? frame.up(same.hops).slot() : new Closure(arg, frame));
        }
        frame.budget().enter(Budget.CALL);
        try {
            definition.body().run(inside, in, at, out);
        } finally {
            frame.budget().leave(Budget.CALL);
        }
    }
}
