package io.github.llmrouter.routing.selector;

import static io.github.llmrouter.routing.selector.Functions.value;
import static io.github.llmrouter.routing.selector.Functions.value1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;

/**
 * jq's times: seconds since 1970, or "broken down" into an array of year, month from 0, day, hour, minute, second, day of
 * the week from Sunday and day of the year from 0.
 */
final class DateFunctions {

    static final String ISO = "%Y-%m-%dT%H:%M:%SZ";

    private DateFunctions() {}

    static void register(Map<String, Builtins.Maker> functions) {
        functions.put("gmtime/0", value((budget, in) -> brokenDown(in, ZoneOffset.UTC)));
        functions.put("localtime/0", value((budget, in) -> brokenDown(in, ZoneId.systemDefault())));
        functions.put("mktime/0", value((budget, in) -> seconds(in)));
        functions.put("strftime/1", value1((budget, in, format) -> format("strftime", in, format, ZoneOffset.UTC)));
        functions.put(
                "strflocaltime/1",
                value1((budget, in, format) -> format("strflocaltime", in, format, ZoneId.systemDefault())));
        functions.put("strptime/1", value1((budget, in, format) -> parse(in, format)));
    }

    private static JsonNode brokenDown(JsonNode in, ZoneId zone) {
        if (!in.isNumber()) {
            throw new Raised("gmtime() requires numeric inputs");
        }
        double seconds = in.doubleValue();
        ZonedDateTime time = at(seconds, zone);
        return brokenDown(time.toLocalDateTime(), seconds - Math.floor(seconds));
    }

    private static ZonedDateTime at(double seconds, ZoneId zone) {
        try {
            return Instant.ofEpochSecond((long) Math.floor(seconds)).atZone(zone);
        } catch (DateTimeException e) {
            throw new Raised("error converting number of seconds since epoch to datetime");
        }
    }

    static ArrayNode brokenDown(LocalDateTime time, double fraction) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(time.getYear())
                .add(time.getMonthValue() - 1)
                .add(time.getDayOfMonth())
                .add(time.getHour())
                .add(time.getMinute())
                .add(Values.number(time.getSecond() + fraction))
                .add(time.getDayOfWeek().getValue() % 7)
                .add(time.getDayOfYear() - 1);
    }

    private static LocalDateTime time(String function, JsonNode in) {
        if (!in.isArray()) {
            throw new Raised(function + " requires array inputs");
        }
        long[] parts = new long[6];
        for (int i = 0; i < parts.length; i++) {
            if (!in.path(i).isNumber()) {
                throw new Raised(function + " requires parsed datetime inputs");
            }
            parts[i] = (long) Math.floor(in.get(i).doubleValue());
        }
        try {
            return LocalDate.of(Math.toIntExact(parts[0]), 1, 1)
                    .plusMonths(parts[1])
                    .plusDays(parts[2] - 1)
                    .atStartOfDay()
                    .plusHours(parts[3])
                    .plusMinutes(parts[4])
                    .plusSeconds(parts[5]);
        } catch (DateTimeException | ArithmeticException e) {
            throw new Raised("invalid gmtime representation");
        }
    }

    private static JsonNode seconds(JsonNode in) {
        return Values.number((double) time("mktime", in).toEpochSecond(ZoneOffset.UTC));
    }

    private static JsonNode format(String function, JsonNode in, JsonNode format, ZoneId zone) {
        if (!in.isNumber() && !in.isArray()) {
            throw new Raised(function + "/1 requires parsed datetime inputs");
        }
        if (!format.isTextual()) {
            throw new Raised(function + "/1 requires a string format");
        }
        ZonedDateTime time = in.isNumber()
                ? at(in.doubleValue(), zone)
                : time(function + "/1", in).atZone(zone);
        return TextNode.valueOf(DateFormat.format(format.textValue(), time));
    }

    private static JsonNode parse(JsonNode in, JsonNode format) {
        if (!in.isTextual() || !format.isTextual()) {
            throw new Raised("strptime/1 requires string inputs and arguments");
        }
        LocalDateTime time = DateParser.parse(in.textValue(), format.textValue());
        if (time == null) {
            throw new Raised("date \"" + Raised.json(in).replace("\"", "") + "\" does not match format \""
                    + format.textValue() + "\"");
        }
        return brokenDown(time, 0);
    }
}
