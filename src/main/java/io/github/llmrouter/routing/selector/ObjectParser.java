package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.internal.javacc.Token;

/** jq's object construction: {@code {a: 1, b, $c, "d e": 2, (f): 3}}. */
final class ObjectParser {

    private final Tokens tokens;
    private final Parser parser;
    private final Terms terms;

    ObjectParser(Tokens tokens, Parser parser, Terms terms) {
        this.tokens = tokens;
        this.parser = parser;
        this.terms = terms;
    }

    Filter object(Names names) throws SelectorException {
        Token open = tokens.expect(OPEN_BRACE, "");
        List<Construction.Field> fields = new ArrayList<>();
        while (!tokens.at(CLOSE_BRACE)) {
            fields.add(field(names));
            if (!tokens.accept(COMMA)) {
                break;
            }
        }
        tokens.expect(CLOSE_BRACE, "to match \"{\" at " + open.beginLine + ":" + open.beginColumn);
        return new Construction.Fields(fields);
    }

    private Construction.Field field(Names names) throws SelectorException {
        Token token = tokens.peek();
        if (tokens.accept(OPEN_PAR)) {
            Filter key = parser.pipe(names);
            tokens.expect(CLOSE_PAR, "after the key");
            tokens.expect(COLON, "after the key");
            return new Construction.Field(key, parser.value(names));
        }
        if (tokens.at(DOLLAR)) {
            return dollarField(names, token);
        }
        Filter key;
        if (tokens.at(QUOTE)) {
            key = terms.string(names, "@text");
        } else if (tokens.accept(ATSIGN)) {
            String format = "@" + tokens.expect(IDENTIFIER, "after \"@\"").image;
            key = tokens.at(QUOTE) ? terms.string(names, format) : Parser.call(names, token, format, List.of());
        } else if (tokens.atWord()) {
            key = new Flow.Literal(TextNode.valueOf(tokens.take().image));
        } else {
            throw tokens.unexpected("; expected a key (any other expression needs parentheses)");
        }
        return new Construction.Field(
                key, tokens.accept(COLON) ? parser.value(names) : new Paths.Index(Flow.IDENTITY, key));
    }

    /** {@code $a}: the variable under its own name; {@code $a: 1}: its value is the key. */
    private Construction.Field dollarField(Names names, Token token) throws SelectorException {
        String name = terms.dollarName("");
        if (name.equals("__loc__")) {
            Filter location = new Flow.Literal(JsonNodeFactory.instance
                    .objectNode()
                    .put("file", "<top-level>")
                    .put("line", token.beginLine));
            return new Construction.Field(new Flow.Literal(TextNode.valueOf(name)), location);
        }
        Filter variable = terms.variableNamed(names, name, token);
        return tokens.accept(COLON)
                ? new Construction.Field(variable, parser.value(names))
                : new Construction.Field(new Flow.Literal(TextNode.valueOf(name)), variable);
    }
}
