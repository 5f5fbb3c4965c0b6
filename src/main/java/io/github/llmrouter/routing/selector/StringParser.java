package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.internal.javacc.Token;

/** jq's strings: {@code "a \(f) b"}, also with a format in front. */
final class StringParser {

    private final Tokens tokens;
    private final Parser parser;

    StringParser(Tokens tokens, Parser parser) {
        this.tokens = tokens;
        this.parser = parser;
    }

    /** A string with its interpolations; each is put through the format. */
    Filter parse(Names names, String format) throws SelectorException {
        Token quote = tokens.expect(QUOTE, "");
        Filter formatted = Parser.call(names, quote, format, List.of());
        List<Filter> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (!tokens.accept(ENDQUOTE)) {
            Token token = tokens.take();
            if (token.kind == EOF) {
                throw Tokens.fail("this string is not closed", quote);
            }
            if (token.kind == OPEN_INTERP) {
                parts.add(literal(text));
                parts.add(new Flow.Pipe(parser.pipe(names), formatted));
                tokens.expect(CLOSE_PAR, "to end the interpolation");
            } else {
                text.append(character(token));
            }
        }
        if (parts.isEmpty()) {
            return literal(text);
        }
        parts.add(literal(text));
        return new Construction.Interpolation(parts);
    }

    private static Flow.Literal literal(StringBuilder text) {
        Flow.Literal literal = new Flow.Literal(TextNode.valueOf(text.toString()));
        text.setLength(0);
        return literal;
    }

    private static String character(Token token) {
        if (token.kind == CODEPOINT_CHAR) {
            return String.valueOf((char) Integer.parseInt(token.image.substring(2), 16));
        }
        if (token.kind == ESCAPE_CHAR) {
            return token.image.equals("\\/") ? "/" : token.image.translateEscapes();
        }
        return token.image;
    }
}
