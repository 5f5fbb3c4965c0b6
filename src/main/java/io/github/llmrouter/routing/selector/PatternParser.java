package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.internal.javacc.Token;

/** jq's destructuring patterns: {@code $a}, {@code [$a, $b]}, {@code {a: $x, $b, (k): [$c]}}. */
final class PatternParser {

    private final Tokens tokens;
    private final Parser parser;
    private final Terms terms;
    private final Names names;
    private final List<String> variables = new ArrayList<>();
    private final List<Patterns.Pattern> alternatives = new ArrayList<>();

    PatternParser(Tokens tokens, Parser parser, Terms terms, Names names) {
        this.tokens = tokens;
        this.parser = parser;
        this.terms = terms;
        this.names = names;
    }

    void alternative() throws SelectorException {
        alternatives.add(pattern());
    }

    Patterns patterns() {
        return new Patterns(variables, alternatives);
    }

    private Patterns.Pattern pattern() throws SelectorException {
        if (tokens.at(DOLLAR)) {
            return new Patterns.Whole(slot());
        }
        if (tokens.accept(OPEN_BRACKET)) {
            List<Patterns.Pattern> elements = new ArrayList<>();
            do {
                elements.add(pattern());
            } while (tokens.accept(COMMA));
            tokens.expect(CLOSE_BRACKET, "at the pattern's end");
            return new Patterns.Elements(elements);
        }
        if (tokens.accept(OPEN_BRACE)) {
            List<Patterns.Field> fields = new ArrayList<>();
            do {
                fields.add(field());
            } while (tokens.accept(COMMA));
            tokens.expect(CLOSE_BRACE, "at the pattern's end");
            return new Patterns.Fields(fields);
        }
        throw tokens.unexpected("; expected a variable or a pattern");
    }

    private Patterns.Field field() throws SelectorException {
        Token token = tokens.peek();
        if (tokens.at(DOLLAR)) {
            int slot = slot();
            Filter key = new Flow.Literal(TextNode.valueOf(variables.get(slot)));
            return new Patterns.Field(key, new Patterns.Whole(slot), tokens.accept(COLON) ? pattern() : null);
        }
        Filter key;
        if (tokens.accept(OPEN_PAR)) {
            key = parser.pipe(names);
            tokens.expect(CLOSE_PAR, "after the key");
        } else if (tokens.at(QUOTE)) {
            key = terms.string(names, "@text");
        } else if (tokens.atWord()) {
            key = new Flow.Literal(TextNode.valueOf(tokens.take().image));
        } else {
            throw Tokens.fail("unexpected \"" + token.image + "\"; expected a key", token);
        }
        tokens.expect(COLON, "after the key");
        return new Patterns.Field(key, pattern(), null);
    }

    private int slot() throws SelectorException {
        String name = terms.dollarName("");
        if (!variables.contains(name)) {
            variables.add(name);
        }
        return variables.indexOf(name);
    }
}
