package io.github.llmrouter.routing.selector;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.time.temporal.WeekFields;
import java.util.Locale;

/** The C library's {@code strftime}, in the C locale. */
final class DateFormat {

    private static final Locale C = Locale.ROOT;

    private DateFormat() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                i++;
                out.append(one(format.charAt(i), time));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String one(char directive, ZonedDateTime t) {
        return switch (directive) {
            case 'Y' -> Integer.toString(t.getYear());
            case 'C' -> two(t.getYear() / 100);
            case 'y' -> two(Math.floorMod(t.getYear(), 100));
            case 'm' -> two(t.getMonthValue());
            case 'd' -> two(t.getDayOfMonth());
            case 'e' -> padded(t.getDayOfMonth());
            case 'H' -> two(t.getHour());
            case 'k' -> padded(t.getHour());
            case 'I' -> two(twelve(t));
            case 'l' -> padded(twelve(t));
            case 'M' -> two(t.getMinute());
            case 'S' -> two(t.getSecond());
            case 'p' -> t.getHour() < 12 ? "AM" : "PM";
            case 'P' -> t.getHour() < 12 ? "am" : "pm";
            case 'j' -> "%03d".formatted(t.getDayOfYear());
            case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.US);
            case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.US);
            case 'u' -> Integer.toString(t.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(t.getDayOfWeek().getValue() % 7);
            case 'U' -> two(week(t, t.getDayOfWeek().getValue() % 7));
            case 'W' -> two(week(t, t.getDayOfWeek().getValue() - 1));
            case 'V' -> field(t, IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case 'G' -> Integer.toString(t.get(IsoFields.WEEK_BASED_YEAR));
            case 'g' -> two(Math.floorMod(t.get(WeekFields.ISO.weekBasedYear()), 100));
            case 's' -> Long.toString(t.toEpochSecond());
            case 'z' ->
                t.getOffset().getTotalSeconds() == 0
                        ? "+0000"
                        : t.getOffset().getId().replace(":", "");
            case 'Z' ->
                t.getOffset().getTotalSeconds() == 0 ? "UTC" : t.getZone().getDisplayName(TextStyle.SHORT, C);
            case 'D' -> format("%m/%d/%y", t);
            case 'F' -> format("%Y-%m-%d", t);
            case 'T' -> format("%H:%M:%S", t);
            case 'R' -> format("%H:%M", t);
            case 'r' -> format("%I:%M:%S %p", t);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", t);
            case 'x' -> format("%m/%d/%y", t);
            case 'X' -> format("%H:%M:%S", t);
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> "%" + directive;
        };
    }

    private static String field(ZonedDateTime time, TemporalField field) {
        return two(time.get(field));
    }

    private static int twelve(ZonedDateTime time) {
        return (time.getHour() + 11) % 12 + 1;
    }

    /** Days before the year's first week began count as week 0. */
    private static int week(ZonedDateTime time, int dayOfWeek) {
        return (time.getDayOfYear() - 1 + 7 - dayOfWeek) / 7;
    }

    private static String two(int number) {
        return number >= 0 && number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String padded(int number) {
        return number < 10 ? " " + number : Integer.toString(number);
    }
}
