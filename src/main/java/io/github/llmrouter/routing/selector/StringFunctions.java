package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.text;
import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** Trimming, splitting, searching and changing the letters of strings. */
final class StringFunctions {

    private StringFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("trim/0", plain("trim", s -> trim(s, true, true)));
        functions.put("ltrim/0", plain("trim", s -> trim(s, true, false)));
        functions.put("rtrim/0", plain("trim", s -> trim(s, false, true)));
        functions.put("ltrimstr/1", value1((budget, in, part) -> trimPart(in, part, true, false)));
        functions.put("rtrimstr/1", value1((budget, in, part) -> trimPart(in, part, false, true)));
        functions.put("trimstr/1", value1((budget, in, part) -> trimPart(in, part, true, true)));
        functions.put("ascii_downcase/0", plain("explode", s -> map(s, c -> c >= 'A' && c <= 'Z' ? c + 32 : c)));
        functions.put("ascii_upcase/0", plain("explode", s -> map(s, c -> c >= 'a' && c <= 'z' ? c - 32 : c)));
        functions.put("explode/0", value(StringFunctions::explode));
        functions.put("implode/0", value(StringFunctions::implode));
        functions.put("split/1", value1((budget, in, separator) -> {
            if (!in.isTextual() || !separator.isTextual()) {
                throw new Raised("split input and separator must be strings");
            }
            return split(budget, in.textValue(), separator.textValue());
        }));
        functions.put("toboolean/0", value(StringFunctions::toBoolean));
        functions.put("tojson/0", value((budget, in) -> TextNode.valueOf(JsonText.of(budget, in))));
        functions.put(
                "tostring/0", value((budget, in) -> in.isTextual() ? in : TextNode.valueOf(JsonText.of(budget, in))));
        Formats.register(functions);
    }

    private static Builtins.Maker plain(String name, UnaryOperator<String> function) {
        return value((budget, in) -> {
            if (!in.isTextual()) {
                throw new Raised(name + " input must be a string");
            }
            budget.write(in.textValue().length());
            return TextNode.valueOf(function.apply(in.textValue()));
        });
    }

    private static String map(String text, IntUnaryOperator letter) {
        return text.chars()
                .map(letter)
                .collect(StringBuilder::new, (s, c) -> s.append((char) c), StringBuilder::append)
                .toString();
    }

    private static String trim(String text, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && blank(text.charAt(from))) {
            from++;
        }
        while (right && to > from && blank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean blank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static JsonNode trimPart(JsonNode in, JsonNode part, boolean left, boolean right) {
        if (!in.isTextual() || !part.isTextual()) {
            throw new Raised((left ? "startswith" : "endswith") + "() requires string inputs");
        }
        String text = in.textValue();
        String unwanted = part.textValue();
        if (left && text.startsWith(unwanted)) {
            text = text.substring(unwanted.length());
        }
        if (right && text.endsWith(unwanted)) {
            text = text.substring(0, text.length() - unwanted.length());
        }
        return TextNode.valueOf(text);
    }

    static ArrayNode split(Budget budget, String text, String separator) {
        budget.read(text.length());
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (separator.isEmpty()) {
            text.codePoints().forEach(c -> {
                budget.step();
                parts.add(Character.toString(c));
            });
            return parts;
        }
        int from = 0;
        for (int at; !text.isEmpty() && (at = text.indexOf(separator, from)) >= 0; from = at + separator.length()) {
            budget.step();
            parts.add(text.substring(from, at));
        }
        return text.isEmpty() ? parts : parts.add(text.substring(from));
    }

    /** Where {@code wanted} begins, in code points; occurrences may overlap. */
    static ArrayNode indices(Budget budget, String text, String wanted) {
        budget.read(text.length());
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        int counted = 0;
        int codePoints = 0;
        for (int at = text.indexOf(wanted); at >= 0 && !wanted.isEmpty(); at = text.indexOf(wanted, at + 1)) {
            budget.step();
            codePoints += text.codePointCount(counted, at);
            counted = at;
            found.add(codePoints);
        }
        return found;
    }

    private static JsonNode explode(Budget budget, JsonNode in) {
        if (!in.isTextual()) {
            throw new Raised("explode input must be a string");
        }
        budget.spend(in.textValue().length());
        ArrayNode codePoints = JsonNodeFactory.instance.arrayNode();
        in.textValue().codePoints().forEach(codePoints::add);
        return codePoints;
    }

    private static JsonNode implode(Budget budget, JsonNode in) {
        if (!in.isArray()) {
            throw new Raised("implode input must be an array");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode codePoint : in) {
            budget.step();
            if (!codePoint.isNumber()) {
                throw new Raised(Raised.show(codePoint) + " can't be imploded, unicode codepoint needs to be numeric");
            }
            int code = (int) codePoint.doubleValue();
            boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
            text.appendCodePoint(Character.isValidCodePoint(code) && !surrogate ? code : 0xFFFD);
        }
        return TextNode.valueOf(text.toString());
    }

    private static JsonNode toBoolean(Budget budget, JsonNode in) {
        if (in.isBoolean()) {
            return in;
        }
        if (in.isTextual() && (in.textValue().equals("true") || in.textValue().equals("false"))) {
            return Values.bool(in.textValue().equals("true"));
        }
        throw new Raised(Raised.show(in) + " cannot be parsed as a boolean");
    }
}
