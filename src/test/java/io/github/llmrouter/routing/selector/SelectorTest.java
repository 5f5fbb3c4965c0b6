package io.github.llmrouter.routing.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.Logs;
import io.github.llmrouter.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static JsonNode body(String json) throws Exception {
        return Json.read(json);
    }

    private static boolean matches(String selector, String body) throws Exception {
        return Selector.compile(selector).matches(body(body));
    }

    @Test
    void aMissingFieldHasNoLength() throws Exception {
        assertThat(matches(".tools | length == 0", "{}")).isTrue();
        assertThat(matches(".tools | length == 0", "{\"tools\":[{}]}")).isFalse();
        assertThat(matches(".tools | length > 0", "{\"tools\":[{}]}")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1", "[true]", "null", "false", "{}", "empty", "false, true", "null, true"})
    void onlyBooleanTrueFirstOfAllIsEligible(String selector) throws Exception {
        assertThat(matches(selector, "{}")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"true, false", "true, error(\"late\")", "first(true, repeat(false))", "true, (def f: f; f)"})
    void whatFollowsTheFirstOutputDoesNotMatter(String selector) throws Exception {
        Selector compiled = Selector.compile(selector);
        assertThat(compiled.matches(body("{}"))).isTrue();
        assertThat(compiled.failures()).isZero();
    }

    @Test
    void anErrorMeansNotEligibleAndIsCounted() throws Exception {
        Selector selector = Selector.compile(".a.b == 1");
        assertThat(selector.matches(body("{\"a\":\"text\"}"))).isFalse();
        assertThat(selector.matches(body("{\"a\":[]}"))).isFalse();
        assertThat(selector.matches(body("{\"a\":{\"b\":1}}"))).isTrue();
        assertThat(selector.failures()).isEqualTo(2);
    }

    @Test
    void theBodyIsNotChanged() throws Exception {
        String json = "{\"a\":[3,1,2],\"b\":{\"c\":{\"d\":1}}}";
        JsonNode body = body(json);
        for (String selector : List.of(
                ".a |= sort",
                ".b.c.d = 2",
                "del(.a[0], .b.c)",
                ".a += [1] | .b *= {c:{e:1}}",
                "walk(if type == \"number\" then . + 1 else . end)",
                "(.a | add), (.b | to_entries), ([.a, .a] | add), (.b + {x:1}), (.a | .[1:] = [])")) {
            Selector.compile("[" + selector + "] | false").matches(body);
        }
        assertThat(body).isEqualTo(body(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env | length > 0",
                "$ENV | length > 0",
                "env.PATH != null",
                "[input] | length > 0",
                "[inputs] | length > 0",
                "input_filename != null",
                "$__loc__.file != \"<top-level>\""
            })
    void nothingOfTheMachineIsVisible(String selector) throws Exception {
        assertThat(matches(selector, "{}")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import \"a\" as a; true",
                "include \"a\"; true",
                "a::b",
                "debug_scope",
                "hostname",
                "random",
                "uuid4",
                "halt",
                "halt_error",
                "get_search_list",
                "modulemeta",
                "input_file"
            })
    void modulesAndOtherJarsFunctionsDoNotExist(String selector) {
        assertThatThrownBy(() -> Selector.compile(selector)).isInstanceOf(SelectorException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`.tools | lenght > 0` | 1 | 10 | did you mean length?",
                "`(nosuch)? // true` | 1 | 2 | nosuch/0 is not defined",
                "`if false then nosuch else 1 end` | 1 | 15 | nosuch/0 is not defined",
                "`map(.a; .b)` | 1 | 1 | map takes 1 argument",
                "`.messages as $msgs | $msg | length` | 1 | 22 | did you mean $msgs?",
                "`$nosuch` | 1 | 1 | $nosuch is not defined",
                "`.a | break $out` | 1 | 6 | outside of label $out",
                "`label $out | def f: break $ou; f` | 1 | 21 | outside of label $ou",
                "`def twice(f): f | f; 1 | twise(.)` | 1 | 26 | did you mean twice?",
                "`def f: g; def g: 1; f` | 1 | 8 | g/0 is not defined",
                "`[.a, .b` | 1 | 8 | to match \"[\" at 1:1",
                "`if .a then 1` | 1 | 13 | to match \"if\" at 1:1",
                "`.a == \"x` | 1 | 7 | not closed",
                "`.a = = 1` | 1 | 6 | unexpected \"=\"",
                "`1 < 2 < 3` | 1 | 7 | parentheses",
                "`.a ! .b` | 1 | 4 | unexpected \"!\"",
                "`)` | 1 | 1 | unexpected",
                "`{1: 2}` | 1 | 2 | expected a key",
                "`@base46` | 1 | 1 | did you mean @base",
                "`.a and .b or` | 1 | 13 | unexpected end",
                "`. as [$a, $a.b] | $a` | 1 | 13 | unexpected \".\"",
            })
    void aMistakeIsFoundWhenTheSelectorIsCompiled(String selector, int line, int column, String message) {
        var mistake = catchThrowableOfType(SelectorException.class, () -> Selector.compile(selector));
        assertThat(mistake).hasMessageContaining(message);
        assertThat(List.of(mistake.line(), mistake.column())).isEqualTo(List.of(line, column));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "# nothing"})
    void anEmptySelectorIsRefused(String selector) {
        assertThatThrownBy(() -> Selector.compile(selector)).hasMessageContaining("unexpected end");
    }

    @Test
    void aPositionCountsLines() {
        String selector = ".tools as $t\n# a comment\n| ($t | length > 0)\n  and .stream | nott";
        var mistake = catchThrowableOfType(SelectorException.class, () -> Selector.compile(selector));
        assertThat(List.of(mistake.line(), mistake.column())).isEqualTo(List.of(4, 17));
        assertThat(mistake).hasMessageContaining("did you mean not?");
        var end = catchThrowableOfType(SelectorException.class, () -> Selector.compile("(.a\n  "));
        assertThat(List.of(end.line(), end.column())).isEqualTo(List.of(2, 3));
    }

    @Test
    void aSelectorThatIsNestedTooDeeplyIsRefused() {
        assertThatThrownBy(() -> Selector.compile("(".repeat(100_000) + "1" + ")".repeat(100_000)))
                .isInstanceOf(SelectorException.class);
    }

    @Test
    void manyThreadsShareOneSelector() throws Exception {
        Selector selector = Selector.compile("""
            def weight($n): if . > $n then 2 else 1 end;
            [.messages[] | select(.content | test("^w(\\\\d+)")) | .n | weight(2)] as [$a, $b]
            | ($a + $b == 3) and (reduce .messages[].n as $n (0; . + $n) | . == $sum)
            """.replace("$sum", "6"));
        JsonNode yes = body(
                "{\"messages\":[{\"n\":1,\"content\":\"w1\"},{\"n\":3,\"content\":\"w22\"},{\"n\":2,\"content\":\"x\"}]}");
        JsonNode no = body("{\"messages\":[{\"n\":6,\"content\":\"w1\"},{\"n\":3,\"content\":\"w22\"}]}");
        Callable<Integer> mistakes = () -> {
            int wrong = 0;
            for (int i = 0; i < 5_000; i++) {
                wrong += selector.matches(yes) ? 0 : 1;
                wrong += selector.matches(no) ? 1 : 0;
            }
            return wrong;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(mistakes));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isZero();
            }
        }
        assertThat(selector.failures()).isZero();
    }

    @Test
    void failuresAreLoggedOnceAMinute() throws Exception {
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000); // about to wrap around, as nanoTime may
        Selector selector = Selector.compile("error(\"boom\")", nanoTime::get);
        List<String> logged = logging(() -> {
            for (int i = 0; i < 100; i++) {
                selector.matches(body("{}"));
            }
            nanoTime.addAndGet(Duration.ofSeconds(59).toNanos());
            selector.matches(body("{}"));
            nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
            selector.matches(body("{}"));
        });
        assertThat(logged).hasSize(2);
        assertThat(logged.getFirst()).contains("error(\"boom\")");
        assertThat(selector.failures()).isEqualTo(102);
    }

    @Test
    void aLogLineShowsTheSelectorButNotTheBody() throws Exception {
        Selector selector = Selector.compile(".messages[0].content | error");
        Selector other = Selector.compile(".messages[0].content[] | . + 1");
        JsonNode body = body("{\"messages\":[{\"content\":\"secret\"}]}");
        List<String> logged = logging(() -> {
            selector.matches(body);
            other.matches(body);
        });
        assertThat(logged).hasSize(2).noneMatch(line -> line.contains("secret"));
        assertThat(logged.get(0)).contains(".messages[0].content | error");
        assertThat(logged.get(1)).contains("Cannot iterate over string");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static List<String> logging(Action action) throws Exception {
        try (Logs logs = new Logs()) {
            action.run();
            return logs.text(Level.WARNING)
                    .lines()
                    .filter(line -> line.contains("routing"))
                    .toList();
        }
    }
}
