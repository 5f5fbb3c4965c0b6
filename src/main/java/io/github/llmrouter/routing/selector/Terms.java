package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.internal.javacc.Token;

/** jq's grammar from terms down: literals, paths, strings, objects, calls, conditions, loops. */
final class Terms {

    private final Tokens tokens;
    private final Parser parser;
    private final StringParser strings;

    Terms(Tokens tokens, Parser parser) {
        this.tokens = tokens;
        this.parser = parser;
        this.strings = new StringParser(tokens, parser);
    }

    /** A term and what hangs on it: {@code .a}, {@code [0]}, {@code ?}. */
    Filter postfix(Names names) throws SelectorException {
        Filter term = term(names);
        while (true) {
            if (tokens.accept(QUESTION)) {
                term = new Flow.Try(term, null);
            } else if (tokens.accept(OPEN_BRACKET)) {
                term = bracket(names, term);
            } else if (tokens.at(DOT, IDENTIFIER_AFTER_DOT) || tokens.at(DOT, QUOTE) || tokens.at(DOT, OPEN_BRACKET)) {
                tokens.take();
                term = afterDot(names, term);
            } else {
                return term;
            }
        }
    }

    private Filter afterDot(Names names, Filter target) throws SelectorException {
        if (tokens.at(IDENTIFIER_AFTER_DOT)) {
            return new Paths.Field(target, tokens.take().image);
        }
        if (tokens.at(QUOTE)) {
            return new Paths.Index(target, strings.parse(names, "@text"));
        }
        tokens.expect(OPEN_BRACKET, "");
        return bracket(names, target);
    }

    /** What follows "[" behind a term. */
    private Filter bracket(Names names, Filter target) throws SelectorException {
        if (tokens.accept(CLOSE_BRACKET)) {
            return new Paths.Iterate(target);
        }
        Filter start = tokens.at(COLON) ? null : parser.pipe(names);
        if (tokens.accept(COLON)) {
            Filter end = tokens.at(CLOSE_BRACKET) ? null : parser.pipe(names);
            tokens.expect(CLOSE_BRACKET, "after the slice");
            Filter none = new Flow.Literal(Values.NULL);
            return new Paths.Slice(target, start == null ? none : start, end == null ? none : end);
        }
        tokens.expect(CLOSE_BRACKET, "after the index");
        Filter key = start == null ? new Flow.Literal(Values.NULL) : start;
        return key instanceof Flow.Literal literal && literal.value().isTextual()
                ? new Paths.Field(target, literal.value().textValue())
                : new Paths.Index(target, key);
    }

    private Filter term(Names names) throws SelectorException {
        Token token = tokens.peek();
        switch (token.kind) {
            case DOT -> {
                tokens.take();
                boolean path = tokens.at(IDENTIFIER_AFTER_DOT) || tokens.at(QUOTE);
                return path ? afterDot(names, Flow.IDENTITY) : Flow.IDENTITY;
            }
            case RECURSION -> {
                tokens.take();
                return Recursion.RECURSE;
            }
            case OPEN_PAR -> {
                tokens.take();
                Filter inner = parser.pipe(names);
                tokens.expect(CLOSE_PAR, "to match \"(\" at " + token.beginLine + ":" + token.beginColumn);
                return inner;
            }
            case OPEN_BRACKET -> {
                tokens.take();
                if (tokens.accept(CLOSE_BRACKET)) {
                    return new Construction.Collect(Flow.EMPTY);
                }
                Filter items = parser.pipe(names);
                tokens.expect(CLOSE_BRACKET, "to match \"[\" at " + token.beginLine + ":" + token.beginColumn);
                return new Construction.Collect(items);
            }
            case OPEN_BRACE -> {
                return new ObjectParser(tokens, parser, this).object(names);
            }
            case QUOTE -> {
                return strings.parse(names, "@text");
            }
            case ATSIGN -> {
                String format = format();
                return tokens.at(QUOTE) ? strings.parse(names, format) : Parser.call(names, token, format, List.of());
            }
            case MINUS -> {
                tokens.take();
                return Operators.negate(postfix(names));
            }
            case DOLLAR -> {
                return variable(names);
            }
            case INTEGER_LITERAL, FLOAT_LITERAL -> {
                return new Flow.Literal(number(tokens.take().image));
            }
            case BOOLEAN_LITERAL_TRUE -> {
                tokens.take();
                return new Flow.Literal(BooleanNode.TRUE);
            }
            case BOOLEAN_LITERAL_FALSE -> {
                tokens.take();
                return new Flow.Literal(BooleanNode.FALSE);
            }
            case NULL_LITERAL -> {
                tokens.take();
                return new Flow.Literal(Values.NULL);
            }
            case IDENTIFIER -> {
                return call(names);
            }
            default -> {
                return new KeywordParser(tokens, parser, this).term(names);
            }
        }
    }

    Filter string(Names names, String format) throws SelectorException {
        return strings.parse(names, format);
    }

    private Filter call(Names names) throws SelectorException {
        Token token = tokens.take();
        if (tokens.at(DOUBLE_COLON)) {
            throw Tokens.fail("modules are not available in selectors", token);
        }
        List<Filter> args = new ArrayList<>();
        if (tokens.accept(OPEN_PAR)) {
            do {
                args.add(parser.pipe(names));
            } while (tokens.accept(SEMICOLON));
            tokens.expect(CLOSE_PAR, "after the arguments of " + token.image);
        }
        return Parser.call(names, token, token.image, args);
    }

    private Filter variable(Names names) throws SelectorException {
        Token dollar = tokens.peek();
        String name = dollarName("");
        if (name.equals("__loc__")) {
            return new Flow.Literal(JsonNodeFactory.instance
                    .objectNode()
                    .put("file", "<top-level>")
                    .put("line", dollar.beginLine));
        }
        int hops = names.hops(Names.Kind.VARIABLE, name);
        if (hops >= 0) {
            return new Calls.Variable(hops);
        }
        if (name.equals("ENV")) {
            return new Flow.Literal(JsonNodeFactory.instance.objectNode());
        }
        throw Tokens.fail("$" + name + " is not defined" + Suggestion.variable(name, names.variables()), dollar);
    }

    Filter variableNamed(Names names, String name, Token at) throws SelectorException {
        int hops = names.hops(Names.Kind.VARIABLE, name);
        if (hops < 0) {
            throw Tokens.fail("$" + name + " is not defined" + Suggestion.variable(name, names.variables()), at);
        }
        return new Calls.Variable(hops);
    }

    String dollarName(String where) throws SelectorException {
        tokens.expect(DOLLAR, where);
        if (!tokens.atWord()) {
            throw tokens.unexpected("; expected a name after \"$\"");
        }
        return tokens.take().image;
    }

    private String format() throws SelectorException {
        tokens.expect(ATSIGN, "");
        return "@" + tokens.expect(IDENTIFIER, "after \"@\"").image;
    }

    /** Keeps the spelling of what a computation would change. */
    private static JsonNode number(String image) {
        double value = Double.parseDouble(image);
        boolean integer = image.chars().allMatch(Character::isDigit);
        return (integer && value < 1e15) || !Double.isFinite(value)
                ? Values.number(value)
                : DecimalNode.valueOf(new BigDecimal(image));
    }
}
