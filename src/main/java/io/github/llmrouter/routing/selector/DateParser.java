package io.github.llmrouter.routing.selector;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The C library's {@code strptime}, in the C locale. For one thread and one text. */
final class DateParser {

    private final String text;
    private int at;
    private int year = 1900;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private int minute;
    private int second;
    private boolean afternoon;
    private @Nullable Instant instant;

    private DateParser(String text) {
        this.text = text;
    }

    /** The time that the whole text means, or null if it does not fit the format. */
    static @Nullable LocalDateTime parse(String text, String format) {
        DateParser parser = new DateParser(text);
        try {
            return parser.reads(format) && parser.at == text.length() ? parser.time() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private LocalDateTime time() {
        if (instant != null) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        LocalDate date = dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
        return date.atTime(afternoon ? hour % 12 + 12 : hour, minute).plusSeconds(second);
    }

    private boolean reads(String format) {
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            boolean fits;
            if (c == '%' && i + 1 < format.length()) {
                i++;
                fits = directive(format.charAt(i));
            } else if (Character.isWhitespace(c)) {
                fits = blanks();
            } else {
                fits = at < text.length() && text.charAt(at++) == c;
            }
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private boolean directive(char directive) {
        return switch (directive) {
            case 'Y' -> (year = number(4)) >= 0;
            case 'y' -> (year = number(2)) >= 0 && (year += year < 69 ? 2000 : 1900) > 0;
            case 'm' -> (month = number(2)) > 0;
            case 'd', 'e' -> blanks() && (day = number(2)) > 0;
            case 'j' -> (dayOfYear = number(3)) > 0;
            case 'H', 'k' -> blanks() && (hour = number(2)) >= 0;
            case 'I', 'l' -> blanks() && (hour = number(2)) > 0 && (hour %= 12) >= 0;
            case 'M' -> (minute = number(2)) >= 0;
            case 'S' -> (second = number(2)) >= 0 && second <= 60;
            case 'p' -> amOrPm();
            case 's' -> epoch();
            case 'b', 'B', 'h' -> (month = monthName()) > 0;
            case 'a', 'A' -> dayName();
            case 'u', 'w' -> number(1) >= 0;
            case 'Z' -> zoneName();
            case 'z' -> offset();
            case 'T' -> reads("%H:%M:%S");
            case 'R' -> reads("%H:%M");
            case 'r' -> reads("%I:%M:%S %p");
            case 'D' -> reads("%m/%d/%y");
            case 'F' -> reads("%Y-%m-%d");
            case 'c' -> reads("%a %b %e %H:%M:%S %Y");
            case 'n', 't' -> blanks();
            case '%' -> at < text.length() && text.charAt(at++) == '%';
            default -> false;
        };
    }

    private boolean blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return true;
    }

    /** Up to so many digits; -1 if there is none. */
    private int number(int digits) {
        int from = at;
        while (at < text.length() && at - from < digits && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at == from ? -1 : Integer.parseInt(text, from, at, 10);
    }

    private int monthName() {
        return IntStream.rangeClosed(1, 12)
                .filter(i -> accepts(Month.of(i).getDisplayName(TextStyle.FULL, Locale.US)))
                .findFirst()
                .orElse(0);
    }

    private boolean dayName() {
        return IntStream.rangeClosed(1, 7)
                .anyMatch(i -> accepts(DayOfWeek.of(i).getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
    }

    private boolean accepts(String name) {
        for (String form : new String[] {name, name.substring(0, 3)}) {
            if (text.regionMatches(true, at, form, 0, form.length())) {
                at += form.length();
                return true;
            }
        }
        return false;
    }

    private boolean amOrPm() {
        afternoon = text.regionMatches(true, at, "PM", 0, 2);
        boolean fits = afternoon || text.regionMatches(true, at, "AM", 0, 2);
        at += 2;
        return fits;
    }

    private boolean epoch() {
        int from = at;
        while (at < text.length() && Character.isDigit(text.charAt(at)) && at - from < 12) {
            at++;
        }
        if (at > from) {
            instant = Instant.ofEpochSecond(Long.parseLong(text, from, at, 10));
        }
        return at > from;
    }

    private boolean zoneName() {
        int from = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return at > from;
    }

    /** An offset is read over: jq keeps the time as it is written. */
    private boolean offset() {
        if (at < text.length() && text.charAt(at) == 'Z') {
            at++;
            return true;
        }
        if (at >= text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
            return false;
        }
        at++;
        boolean fits = number(2) >= 0;
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
        }
        return fits && number(2) >= 0;
    }
}
