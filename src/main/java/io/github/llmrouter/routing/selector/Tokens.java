package io.github.llmrouter.routing.selector;

import static net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants.EOF;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParserTokenManager;
import net.thisptr.jackson.jq.internal.javacc.SimpleCharStream;
import net.thisptr.jackson.jq.internal.javacc.Token;
import net.thisptr.jackson.jq.internal.javacc.TokenMgrError;

/** The words of a selector, as jackson-jq's lexer cuts it, and a cursor over them. Kinds are that lexer's. */
final class Tokens {

    private final List<Token> tokens = new ArrayList<>();
    private int next;

    Tokens(String text) throws SelectorException {
        SimpleCharStream chars = new SimpleCharStream(new StringReader(text));
        ExpressionParserTokenManager lexer = new ExpressionParserTokenManager(chars);
        try {
            do {
                tokens.add(lexer.getNextToken());
            } while (tokens.getLast().kind != EOF);
            placeEnd(text, tokens.getLast());
        } catch (TokenMgrError | IllegalStateException e) {
            int line = chars.getBeginLine();
            int column = chars.getBeginColumn();
            String rest = text.lines().skip(line - 1L).findFirst().orElse("");
            String at = column <= rest.length() ? "unexpected \"" + rest.charAt(column - 1) + "\"" : "unexpected end";
            throw new SelectorException(at, line, column);
        }
    }

    /** The lexer puts the end on the last character; people look for it behind. */
    private static void placeEnd(String text, Token end) {
        int lineStart = text.lastIndexOf('\n') + 1;
        end.beginLine = (int) text.chars().filter(c -> c == '\n').count() + 1;
        end.beginColumn = text.length() - lineStart + 1;
    }

    Token peek() {
        return tokens.get(next);
    }

    boolean at(int kind) {
        return peek().kind == kind;
    }

    /** Whether these kinds come next, in this order. */
    boolean at(int first, int second) {
        return at(first) && tokens.get(next + 1).kind == second;
    }

    Token take() {
        Token token = peek();
        if (token.kind != EOF) {
            next++;
        }
        return token;
    }

    boolean accept(int kind) {
        if (!at(kind)) {
            return false;
        }
        take();
        return true;
    }

    Token expect(int kind, String where) throws SelectorException {
        if (at(kind)) {
            return take();
        }
        String wanted = ExpressionParserConstants.tokenImage[kind].toLowerCase(Locale.ROOT);
        throw unexpected("; expected " + wanted + " " + where);
    }

    SelectorException unexpected(String hint) {
        Token token = peek();
        return fail((token.kind == EOF ? "unexpected end" : "unexpected \"" + token.image + "\"") + hint, token);
    }

    static SelectorException fail(String message, Token at) {
        return new SelectorException(message, at.beginLine, at.beginColumn);
    }

    /** A name, also if it is spelt like a keyword. */
    boolean atWord() {
        String image = peek().image;
        return !image.isEmpty()
                && Character.isJavaIdentifierStart(image.charAt(0))
                && image.charAt(0) != '$'
                && !at(EOF);
    }
}
