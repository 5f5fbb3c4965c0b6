package io.github.llmrouter.routing.selector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No selector runs away, whatever the client sends. */
@Timeout(60)
class BoundsTest {

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final JsonNode BODY = body(41);

    private static JsonNode body(int letters) {
        String deep = "[".repeat(190) + "]".repeat(190);
        String content = "a".repeat(letters) + "!";
        try {
            return Json.read(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}],\"deep\":" + deep + "}");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Measured as processor time, which a busy machine does not stretch; the class has a time limit for the rest. */
    private static boolean endsInASecond(String selector, JsonNode body) throws SelectorException {
        Selector compiled = Selector.compile(selector);
        long start = CLOCK.getCurrentThreadCpuTime();
        boolean eligible = compiled.matches(body);
        assertThat(Duration.ofNanos(CLOCK.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
        return eligible;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // loops that never advance
                "\"abc\" | gsub(\"^\";\"x\") | false",
                "\"aab\" | gsub(\"(?=a)\";\"b\") | false",
                "\"aab\" | gsub(\"\";\"a\";\"g\") | false",
                "until(false; .)",
                "[repeat(1)] | true",
                "repeat(empty)",
                "[recurse(.)] | true",
                "[recurse(., .)] | true",
                "[limit(1e9; repeat(1))] | true",
                "first(repeat(.a?) | select(false))",
                // regular expressions that backtrack for ever
                ".messages[0].content | test(\"^(a+)+$\")",
                ".messages[0].content | test(\"^(a|a)*$\")",
                ".messages[0].content | test(\"^(a|aa)+$\")",
                ".messages[0].content | test(\"(.*)*x\")",
                ".messages[0].content | test(\"^(([a-z])+.)+[A-Z]([a-z])+$\")",
                "[.messages[0].content * 500 | match(\"(a?){50}a{50}$\"; \"g\")] | length < 0",
                // recursion
                "def f: f; f",
                "def f: 1 + f; f",
                "def f: [f]; f",
                "def f(g): f(g | g); f(1)",
                "def f($n): f($n + 1); f(0)",
                // big counts
                "[range(1e9)] | true",
                "last(range(1e9)) | true",
                "reduce range(1e9) as $i (0; . + $i) | true",
                "[foreach range(1e9) as $i (0; . + $i)] | true",
                "[range(3000) | range(3000) | range(3000)] | true",
                "first(range(1e9) | select(. == -1)) | true",
                "isempty(range(1e9) | select(false))",
                "any(range(1e9); . == -1)",
                "[range(0; 1; 1e-9)] | true",
                "[range(1000)] | [combinations(5)] | true",
                // big values in one operation
                "\"x\" * 1000000000 | true",
                "[] | .[99999999] = 1 | true",
                "[] | setpath([999999999]; 1) | true",
                "reduce range(60) as $i (\"x\"; . + .) | true",
                "reduce range(60) as $i ([1]; . + .) | true",
                "reduce range(60) as $i ([1]; [., .]) | tojson | true",
                "reduce range(60) as $i ({}; {a: ., b: .}) | [..] | true",
                "reduce range(60) as $i ([1]; [., .]) | . == [] or (. as $x | [$x] | contains([$x]))",
                "reduce range(60) as $i ([1]; [., .]) | flatten | true",
                "[range(100000)] | map(tostring) | combinations | false",
                // deep values
                "reduce range(100000) as $i (0; [.]) | tojson | true",
                "reduce range(100000) as $i (0; [.]) | walk(.) | true",
                "reduce range(100000) as $i (0; [.]) | [..] | true",
                "reduce range(100000) as $i (0; [.]) as $a | $a == $a",
                "reduce range(100000) as $i (0; {a: .}) | [paths] | true",
                "reduce range(100000) as $i (0; [.]) | flatten | true",
                "\"[\" * 100000 | fromjson | true",
            })
    void aRunawayEndsAndIsNotEligible(String selector) throws SelectorException {
        assertThat(endsInASecond(selector, BODY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[.messages[0].content | splits(\"a\")] | length == 42",
                "[.messages[0].content | gsub(\"^\"; \"x\")] | first | startswith(\"xa\")",
                "walk(.) == .",
                "[.deep | ..] | length == 190",
                "[limit(5; repeat(1))] | length == 5",
                "[limit(3; range(1e9))] == [0, 1, 2]",
                "first(range(1e9)) == 0",
                "any(range(1e9); . == 3)",
                "all(range(1e9); . < 3) | not",
                "last(limit(9; recurse(. ))) == .",
                "[.messages[].content | test(\"a{41}!\")] == [true]",
                "0 | until(. >= 10000; . + 1) == 10000",
                "last(range(100000)) == 99999",
            })
    void whatIsReasonableIsNotCutOff(String selector) throws SelectorException {
        // The clock stands still: a busy machine must not decide what is reasonable, the steps do.
        assertThat(Selector.compile(selector, () -> 0).matches(BODY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tojson | length < 0",
                "[.messages[].content | explode] | length < 0",
                "any(.messages[]; .content | test(\"b\"))",
                "[.messages[].content | match(\".\"; \"g\")] | length < 0",
                "[.messages[].content | gsub(\"a\"; \"bb\")] | length < 0",
                ".messages[0].content | ascii_downcase | contains(\"x\")",
                "[.. | strings | split(\"a\")] | length < 0",
                ".messages[0].content as $c | [range(1000) | $c + $c] | length < 0",
            })
    void aLargeBodyDoesNotBuyMoreTime(String selector) throws SelectorException {
        assertThat(endsInASecond(selector, body(8 << 20))).isFalse();
    }

    @Test
    void theLargeBodyStillMatchesCheapQuestions() throws SelectorException {
        JsonNode body = body(8 << 20);
        assertThat(endsInASecond(".messages | length == 1", body)).isTrue();
        assertThat(endsInASecond(".messages[0].content | length > 1000000", body))
                .isTrue();
        assertThat(endsInASecond(".messages[0].content | endswith(\"!\")", body))
                .isTrue();
    }

    @Test
    void timeIsUpByTheClock() throws SelectorException {
        AtomicLong nanoTime = new AtomicLong();
        Selector selector = Selector.compile("last(range(20000)) == 19999", nanoTime::get);
        assertThat(selector.matches(BODY)).isTrue();
        Selector slow = Selector.compile("last(range(20000)) == 19999", () -> nanoTime.addAndGet(20_000_000));
        assertThat(slow.matches(BODY)).isFalse();
        assertThat(slow.failures()).isEqualTo(1);
    }

    @Test
    void aShortSelectorNeverAsksTheClockTwice() throws SelectorException {
        AtomicLong asked = new AtomicLong();
        Selector selector = Selector.compile(".messages | length == 1", asked::incrementAndGet);
        long before = asked.get();
        assertThat(selector.matches(BODY)).isTrue();
        assertThat(asked.get() - before).isEqualTo(1);
    }

    @Test
    void noTryCatchesTheEnd() throws SelectorException {
        Selector selector = Selector.compile("try ([range(1e9)] | length) catch true | true");
        assertThat(selector.matches(BODY)).isFalse();
        Selector alternative = Selector.compile("([range(1e9)] | false)? // true");
        assertThat(alternative.matches(BODY)).isFalse();
    }

    @Test
    void afterAnOverflowTheSelectorStillWorks() throws SelectorException {
        Selector selector = Selector.compile("def f: if .n then f else true end; f");
        for (int i = 0; i < 20; i++) {
            assertThat(selector.matches(Json.object().with("n", 1).node())).isFalse();
            assertThat(selector.matches(BODY)).isTrue();
        }
    }

    @Test
    void noThreadIsLeftBehind() throws SelectorException {
        int before = Thread.activeCount();
        for (int i = 0; i < 5; i++) {
            Selector.compile("[range(1e9)] | true").matches(BODY);
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
    }
}
