package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.*;

import net.thisptr.jackson.jq.internal.javacc.Token;

/** The terms that begin with a keyword: {@code if}, {@code try}, {@code reduce}, {@code foreach}, {@code break}. */
final class KeywordParser {

    private final Tokens tokens;
    private final Parser parser;
    private final Terms terms;

    KeywordParser(Tokens tokens, Parser parser, Terms terms) {
        this.tokens = tokens;
        this.parser = parser;
        this.terms = terms;
    }

    Filter term(Names names) throws SelectorException {
        Token token = tokens.peek();
        switch (token.kind) {
            case KEYWORD_IF -> {
                tokens.take();
                return condition(names, token);
            }
            case KEYWORD_TRY -> {
                tokens.take();
                Filter body = terms.postfix(names);
                return new Flow.Try(body, tokens.accept(KEYWORD_CATCH) ? terms.postfix(names) : null);
            }
            case KEYWORD_REDUCE, KEYWORD_FOREACH -> {
                tokens.take();
                return loop(names, token.kind == KEYWORD_REDUCE);
            }
            case KEYWORD_BREAK -> {
                tokens.take();
                String label = terms.dollarName("after \"break\"");
                int hops = names.hops(Names.Kind.LABEL, label);
                if (hops < 0) {
                    throw Tokens.fail("break $" + label + " is outside of label $" + label, token);
                }
                return new Flow.Break(hops);
            }
            case KEYWORD_IMPORT, KEYWORD_INCLUDE, KEYWORD_MODULE ->
                throw Tokens.fail("modules are not available in selectors", token);
            default -> throw tokens.unexpected("");
        }
    }

    private Filter condition(Names names, Token start) throws SelectorException {
        Filter test = parser.pipe(names);
        tokens.expect(KEYWORD_THEN, "after the condition");
        Filter then = parser.pipe(names);
        if (tokens.accept(KEYWORD_ELIF)) {
            return new Flow.If(test, then, condition(names, start));
        }
        Filter otherwise = tokens.accept(KEYWORD_ELSE) ? parser.pipe(names) : Flow.IDENTITY;
        tokens.expect(KEYWORD_END, "to match \"if\" at " + start.beginLine + ":" + start.beginColumn);
        return new Flow.If(test, then, otherwise);
    }

    private Filter loop(Names names, boolean reduce) throws SelectorException {
        Filter source = terms.postfix(names);
        tokens.expect(KEYWORD_AS, "after what the loop runs over");
        Patterns patterns = parser.patterns(names);
        tokens.expect(OPEN_PAR, "before the loop's start value");
        Filter start = parser.pipe(names);
        tokens.expect(SEMICOLON, "after the loop's start value");
        Names inside = patterns.declare(names);
        Filter update = parser.pipe(inside);
        Filter extract = !reduce && tokens.accept(SEMICOLON) ? parser.pipe(inside) : Flow.IDENTITY;
        tokens.expect(CLOSE_PAR, "at the loop's end");
        return reduce
                ? new Loops.Reduce(source, patterns, start, update)
                : new Loops.Foreach(source, patterns, start, update, extract);
    }
}
