package io.github.llmrouter.translation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.translation.GoldenCase.Kind;
import io.github.llmrouter.translation.GoldenCase.Result;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of {@code golden} in every ordered pair of dialects: what one dialect's file is converted to is the other's file, unless
 * a {@code from-} file says what is lost and what comes out instead. {@code -Dgolden=write} writes those files anew; they are to
 * be read before they are kept.
 */
class GoldenTest {

    private static final boolean WRITE = "write".equals(System.getProperty("golden"));

    /** One conversion of one case. */
    record Turnover(GoldenCase of, Dialect from, Dialect to) {
        @Override
        public String toString() {
            return of + " " + from.name() + ">" + to.name();
        }
    }

    static Stream<Turnover> turnovers() {
        return GoldenCase.all()
                .flatMap(one -> Crossing.DIALECTS.stream()
                        .filter(from -> Files.exists(one.file(from)))
                        .flatMap(from -> Crossing.DIALECTS.stream()
                                .filter(to -> to != from)
                                .map(to -> new Turnover(one, from, to))));
    }

    @ParameterizedTest
    @MethodSource("turnovers")
    void oneDialectBecomesTheOther(Turnover turnover) throws IOException {
        check(turnover);
    }

    static void check(Turnover turnover) throws IOException {
        Result result = turnover.of.convert(turnover.from, turnover.to);
        Path loss = turnover.of.loss(turnover.from, turnover.to);
        boolean lossless = result.report().isEmpty() && same(turnover, result);
        if (WRITE) {
            write(loss, lossless, turnover, result);
            return;
        }
        assertThat(Files.exists(loss))
                .as("%s, which tells what is lost, is there", loss.getFileName())
                .isEqualTo(!lossless);
        if (!lossless) {
            JsonNode known = read(turnover, loss);
            assertThat(body(result)).isEqualTo(body(known));
            assertThat(result.report()).isEqualTo(known.path("report").asText());
            assertThat(known.path("report").asText() + known.path("why").asText())
                    .as("why the two differ")
                    .isNotEmpty();
        }
    }

    private static boolean same(Turnover turnover, Result result) {
        Path file = turnover.of.file(turnover.to);
        return Files.exists(file)
                && !result.refused()
                && (turnover.of.kind() == Kind.STREAM
                        ? GoldenCase.text(file).equals(result.body().asText())
                        : Recorded.json(file).equals(result.body()));
    }

    private static JsonNode body(Result result) {
        return Json.object()
                .with(result.refused() ? "refused" : "result", result.body())
                .node();
    }

    private static JsonNode body(JsonNode known) {
        return Json.object()
                .with("refused", known.get("refused"))
                .with("result", known.get("result"))
                .node();
    }

    /** The report and the explanation of a stream stand before it, in comments; only the report names the two dialects. */
    private static JsonNode read(Turnover turnover, Path loss) {
        if (turnover.of.kind() != Kind.STREAM) {
            return Recorded.json(loss);
        }
        String text = GoldenCase.text(loss);
        int begin = text.startsWith(":") ? text.indexOf("\n\n") + 2 : 0;
        List<String> comments = text.substring(0, begin)
                .lines()
                .filter(line -> line.length() > 2)
                .map(line -> line.substring(2))
                .toList();
        String report = turnover.from.name() + ">" + turnover.to.name() + ";";
        return Json.object()
                .with(
                        "report",
                        comments.stream()
                                .filter(line -> line.startsWith(report))
                                .collect(joining()))
                .with(
                        "why",
                        comments.stream()
                                .filter(line -> !line.startsWith(report))
                                .collect(joining("\n")))
                .with("result", JsonNodeFactory.instance.textNode(text.substring(begin)))
                .node();
    }

    private static void write(Path loss, boolean lossless, Turnover turnover, Result result) throws IOException {
        String why = Files.exists(loss) ? read(turnover, loss).path("why").asText() : "";
        Files.deleteIfExists(loss);
        if (lossless) {
            return;
        }
        if (turnover.of.kind() == Kind.STREAM) {
            String comments = Stream.of(result.report(), why)
                    .filter(comment -> !comment.isEmpty())
                    .flatMap(String::lines)
                    .map(line -> ": " + line + "\n")
                    .collect(joining());
            Files.writeString(loss, comments + "\n" + result.body().asText());
            return;
        }
        JsonNode known = Json.object()
                .with("report", result.report().isEmpty() ? null : result.report())
                .with("why", why.isEmpty() ? null : why)
                .with(result.refused() ? "refused" : "result", result.body())
                .node();
        Files.writeString(loss, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(known) + "\n");
    }
}
