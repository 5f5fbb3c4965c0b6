package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * Writes JSON as jq does. Charges the budget as it goes: a small value can share its parts so often that its text would be
 * endless. For one thread.
 */
final class JsonText {

    private static final String DELETE = Character.toString(0x7f);

    private final StringBuilder text = new StringBuilder();
    private final Budget budget;

    private JsonText(Budget budget) {
        this.budget = budget;
    }

    static String of(Budget budget, JsonNode value) {
        JsonText json = new JsonText(budget);
        json.write(value);
        return json.text.toString();
    }

    private void write(JsonNode value) {
        budget.enter(Budget.LEVEL);
        switch (value.getNodeType()) {
            case ARRAY -> {
                text.append('[');
                for (int i = 0; i < value.size(); i++) {
                    text.append(i == 0 ? "" : ",");
                    write(value.get(i));
                }
                text.append(']');
            }
            case OBJECT -> {
                String separator = "{";
                for (var field : value.properties()) {
                    text.append(separator);
                    string(field.getKey());
                    text.append(':');
                    write(field.getValue());
                    separator = ",";
                }
                text.append(value.isEmpty() ? "{}" : "}");
            }
            case STRING, BINARY -> string(value.textValue());
            case NUMBER -> number(value);
            case BOOLEAN -> text.append(value.booleanValue());
            case NULL, MISSING, POJO -> text.append("null");
        }
        budget.leave(Budget.LEVEL);
    }

    private void string(String string) {
        budget.write(string.length());
        text.append('"');
        int from = text.length();
        text.append(JsonStringEncoder.getInstance().quoteAsString(string));
        for (int i = text.indexOf(DELETE, from); i >= 0; i = text.indexOf(DELETE, i)) {
            text.replace(i, i + 1, "\\u007f");
        }
        text.append('"');
    }

    /** Numbers that came with the body keep their digits; computed ones are doubles. */
    private void number(JsonNode value) {
        if (value.isDouble() || value.isFloat()) {
            text.append(number(value.doubleValue()));
        } else {
            text.append(value.numberValue());
        }
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "null";
        }
        double finite = Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
        BigDecimal decimal = new BigDecimal(Double.toString(finite)).stripTrailingZeros();
        int digits = decimal.precision();
        int point = digits - decimal.scale();
        if (decimal.signum() == 0 || (point > -4 && point <= digits + 15)) {
            return decimal.signum() == 0 ? (1 / value < 0 ? "-0" : "0") : decimal.toPlainString();
        }
        String mantissa = decimal.movePointLeft(point - 1).toPlainString();
        int exponent = point - 1;
        String padded = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return mantissa + (exponent < 0 ? "e-" : "e+") + padded;
    }
}
