package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/** Parsing of numbers, and the mathematics that jackson-jq lacks. */
final class NumberFunctions {

    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?|-?nan");
    private static final int LONGEST = 1000;

    private NumberFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("tonumber/0", value((budget, in) -> toNumber(in)));
        functions.put("abs/0", value((budget, in) -> {
            if (in.isNull()) {
                throw new Raised("null (null) cannot be negated");
            }
            return in.isNumber() && in.doubleValue() < 0 ? Values.number(-in.doubleValue()) : in;
        }));
        functions.put("isfinite/0", value((budget, in) -> Values.bool(!Double.isInfinite(number(in)))));
        unary(functions, "fabs", Math::abs);
        unary(functions, "round", x -> x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5));
        unary(functions, "rint", Math::rint);
        unary(functions, "nearbyint", Math::rint);
        unary(functions, "trunc", NumberFunctions::truncate);
        unary(functions, "significand", x -> x == 0 || !Double.isFinite(x) ? x : x / Math.pow(2, exponent(x)));
        unary(
                functions,
                "logb",
                x -> x == 0 ? Double.NEGATIVE_INFINITY : Double.isFinite(x) ? exponent(x) : Math.abs(x));
        unary(functions, "acosh", x -> Math.log(x + Math.sqrt(x * x - 1)));
        unary(functions, "asinh", x -> x < 0 ? -asinh(-x) : asinh(x));
        unary(functions, "atanh", x -> 0.5 * Math.log((1 + x) / (1 - x)));
        unary(functions, "exp10", x -> Math.pow(10, x));
        binary(functions, "fmin", Math::min);
        binary(functions, "fmax", Math::max);
        binary(functions, "fmod", (x, y) -> x % y);
        binary(functions, "drem", Math::IEEEremainder);
        binary(functions, "hypot", Math::hypot);
        binary(functions, "copysign", Math::copySign);
        binary(functions, "fdim", (x, y) -> Math.max(0, x - y));
        binary(functions, "ldexp", (x, y) -> x * Math.pow(2, y));
        binary(functions, "scalb", (x, y) -> x * Math.pow(2, y));
        binary(functions, "scalbln", (x, y) -> x * Math.pow(2, y));
        binary(functions, "nextafter", Math::nextAfter);
        functions.put("frexp/0", value((budget, in) -> {
            double x = number(in);
            int exponent = x == 0 || !Double.isFinite(x) ? 0 : exponent(x) + 1;
            return pair(x / Math.pow(2, exponent), exponent);
        }));
        functions.put("modf/0", value((budget, in) -> {
            double x = number(in);
            double whole = truncate(x);
            return pair(Double.isInfinite(x) ? Math.copySign(0, x) : x - whole, whole);
        }));
    }

    private static void unary(Map<String, Builtins.Maker> functions, String name, DoubleUnaryOperator f) {
        functions.put(name + "/0", value((budget, in) -> Values.number(f.applyAsDouble(number(in)))));
    }

    private static void binary(Map<String, Builtins.Maker> functions, String name, DoubleBinaryOperator f) {
        functions.put(name + "/2", value2((budget, in, a, b) -> Values.number(f.applyAsDouble(number(a), number(b)))));
    }

    private static double number(JsonNode value) {
        if (!value.isNumber()) {
            throw new Raised(Raised.show(value) + " number required");
        }
        return value.doubleValue();
    }

    private static JsonNode pair(double first, double second) {
        return JsonNodeFactory.instance.arrayNode().add(Values.number(first)).add(Values.number(second));
    }

    private static double truncate(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }

    private static int exponent(double x) {
        int exponent = Math.getExponent(x);
        return exponent < Double.MIN_EXPONENT ? Math.getExponent(x * 0x1p54) - 54 : exponent;
    }

    private static JsonNode toNumber(JsonNode in) {
        if (in.isNumber()) {
            return in;
        }
        if (!in.isTextual()) {
            throw new Raised(Raised.show(in) + " cannot be parsed as a number");
        }
        String text = in.textValue();
        if (text.length() > LONGEST || !NUMBER.matcher(text).matches()) {
            throw new Raised(Raised.show(in) + " cannot be parsed as a number");
        }
        return Values.number(text.endsWith("nan") ? Double.NaN : Double.parseDouble(text));
    }
}
