package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.internal.javacc.Token;

/**
 * jq's grammar from definitions down to operators; {@link Terms} has the rest. Every name is resolved here, so that what
 * comes out cannot fail for a reason that was visible in the text.
 */
final class Parser {

    private static final int PIPE_LEVEL = 0;
    private static final int COMMA_LEVEL = 1;
    private static final int ALTERNATIVE_LEVEL = 2;
    private static final int ASSIGN_LEVEL = 3;
    private static final int COMPARE_LEVEL = 6;

    private static final Map<Integer, Integer> LEVELS = Map.ofEntries(
            Map.entry(PIPE, PIPE_LEVEL),
            Map.entry(COMMA, COMMA_LEVEL),
            Map.entry(OP_DEFAULT, ALTERNATIVE_LEVEL),
            Map.entry(ASSIGN_OP, ASSIGN_LEVEL),
            Map.entry(UPDATE_OP, ASSIGN_LEVEL),
            Map.entry(PLUS_EQUAL, ASSIGN_LEVEL),
            Map.entry(MINUS_EQUAL, ASSIGN_LEVEL),
            Map.entry(TIMES_EQUAL, ASSIGN_LEVEL),
            Map.entry(DIVIDE_EQUAL, ASSIGN_LEVEL),
            Map.entry(MODULO_EQUAL, ASSIGN_LEVEL),
            Map.entry(DEFAULT_EQUAL, ASSIGN_LEVEL),
            Map.entry(OP_OR, 4),
            Map.entry(OP_AND, 5),
            Map.entry(COMP_EQUAL, COMPARE_LEVEL),
            Map.entry(COMP_NOT_EQUAL, COMPARE_LEVEL),
            Map.entry(COMP_LESS, COMPARE_LEVEL),
            Map.entry(COMP_LESS_EQUAL, COMPARE_LEVEL),
            Map.entry(COMP_GREATER, COMPARE_LEVEL),
            Map.entry(COMP_GREATER_EQUAL, COMPARE_LEVEL),
            Map.entry(PLUS, 7),
            Map.entry(MINUS, 7),
            Map.entry(TIMES, 8),
            Map.entry(DIVIDE, 8),
            Map.entry(MODULO, 8));

    private final Tokens tokens;
    private final Terms terms;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        this.terms = new Terms(tokens, this);
    }

    /** @throws SelectorException with the position of the first mistake */
    static Filter parse(String text) throws SelectorException {
        Parser parser = new Parser(new Tokens(text));
        Filter filter = parser.pipe(Names.NONE);
        if (!parser.tokens.at(EOF)) {
            throw parser.tokens.unexpected("");
        }
        return filter;
    }

    /** Definitions only; each sees the ones before it, as {@code known} has them, and is put there. */
    static void parseLibrary(String text, Map<String, Definition> known) throws SelectorException {
        Parser parser = new Parser(new Tokens(text));
        while (parser.tokens.at(KEYWORD_DEF)) {
            Header header = parser.header();
            Definition definition = new Definition();
            known.put(header.name + "/" + header.parameters.size(), definition);
            definition.body(parser.body(header, Names.NONE));
        }
        parser.tokens.expect(EOF, "after the last definition");
    }

    Filter pipe(Names names) throws SelectorException {
        return operators(names, PIPE_LEVEL);
    }

    /** An object's value: anything but a comma. */
    Filter value(Names names) throws SelectorException {
        Filter left = operators(names, ALTERNATIVE_LEVEL);
        return tokens.accept(PIPE) ? new Flow.Pipe(left, value(names)) : left;
    }

    private Filter operators(Names names, int lowest) throws SelectorException {
        Filter left = operand(names);
        while (true) {
            Token operator = tokens.peek();
            Integer level = LEVELS.get(operator.kind);
            if (level == null || level < lowest) {
                return left;
            }
            tokens.take();
            boolean toTheRight = level == PIPE_LEVEL || level == ALTERNATIVE_LEVEL;
            left = Operators.of(operator.kind, left, operators(names, toTheRight ? level : level + 1));
            Integer following = LEVELS.get(tokens.peek().kind);
            if ((level == ASSIGN_LEVEL || level == COMPARE_LEVEL) && level.equals(following)) {
                throw tokens.unexpected("; put parentheses around one of the two operations");
            }
        }
    }

    private Filter operand(Names names) throws SelectorException {
        if (tokens.at(KEYWORD_DEF)) {
            Header header = header();
            Definition definition = new Definition();
            Names inside = names.function(header.name, header.parameters.size());
            definition.body(body(header, inside));
            return new Calls.Define(definition, pipe(inside));
        }
        if (tokens.accept(KEYWORD_LABEL)) {
            String label = terms.dollarName("after \"label\"");
            tokens.expect(PIPE, "after the label");
            return new Flow.Label(pipe(names.label(label)));
        }
        Filter term = terms.postfix(names);
        if (!tokens.accept(KEYWORD_AS)) {
            return term;
        }
        Patterns patterns = patterns(names);
        tokens.expect(PIPE, "after the variable");
        return new Flow.Bind(term, patterns, pipe(patterns.declare(names)));
    }

    /** One or more patterns, separated by {@code ?//}. */
    Patterns patterns(Names names) throws SelectorException {
        PatternParser parser = new PatternParser(tokens, this, terms, names);
        do {
            parser.alternative();
        } while (acceptDestructuringAlternative());
        return parser.patterns();
    }

    private boolean acceptDestructuringAlternative() {
        if (!tokens.at(QUESTION, OP_DEFAULT)) {
            return false;
        }
        tokens.take();
        tokens.take();
        return true;
    }

    private record Header(String name, List<Parameter> parameters) {}

    /** A filter {@code f}, or a value {@code $f}, which is also callable as {@code f}. */
    private record Parameter(String name, boolean value) {}

    private Header header() throws SelectorException {
        tokens.expect(KEYWORD_DEF, "");
        if (!tokens.atWord()) {
            throw tokens.unexpected("; expected the function's name");
        }
        String name = tokens.take().image;
        List<Parameter> parameters = new ArrayList<>();
        if (tokens.accept(OPEN_PAR)) {
            do {
                boolean value = tokens.accept(DOLLAR);
                if (!tokens.atWord()) {
                    throw tokens.unexpected("; expected a parameter's name");
                }
                parameters.add(new Parameter(tokens.take().image, value));
            } while (tokens.accept(SEMICOLON));
            tokens.expect(CLOSE_PAR, "after the parameters");
        }
        tokens.expect(COLON, "before the function's body");
        return new Header(name, parameters);
    }

    private Filter body(Header header, Names outside) throws SelectorException {
        Names names = outside;
        for (Parameter parameter : header.parameters) {
            names = names.argument(parameter.name);
        }
        List<Filter> values = new ArrayList<>();
        for (Parameter parameter : header.parameters) {
            if (parameter.value) {
                values.add(Calls.resolve(names, parameter.name, List.of()));
                names = names.variable(parameter.name);
            }
        }
        Filter body = pipe(names);
        tokens.expect(SEMICOLON, "after the function's body");
        for (Filter value : values.reversed()) {
            body = new Flow.Bind(value, Patterns.variable(), body);
        }
        return body;
    }

    /** What a call means, or an error that says what else there is. */
    static Filter call(Names names, Token name, String called, List<Filter> args) throws SelectorException {
        Filter filter = Calls.resolve(names, called, args);
        if (filter == null) {
            List<String> known = new ArrayList<>(names.functions());
            known.addAll(Builtins.names());
            throw Tokens.fail(
                    called + "/" + args.size() + " is not defined" + Suggestion.function(called, known), name);
        }
        return filter;
    }
}
