package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.usage.UsageReport.By;
import io.github.llmrouter.usage.UsageReport.Question;
import io.github.llmrouter.usage.UsageReport.Row;
import io.github.llmrouter.wire.Json;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was used: {@code GET /admin/usage?from=2026-03-01&to=2026-03-31&by=caller,model&group=best&limit=100&after=...}, days in UTC.
 * Sums by any of day, caller, group, provider, model and key, limited to given values of these; pages by the last one's {@code
 * next}; as CSV if {@code format=csv} says so.
 */
@Singleton
@Path("/admin/usage")
public final class UsageResource {

    private static final int MOST = 1000;
    private static final List<String> COLUMNS = List.of(
            "requests",
            "attempts",
            "failures",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "output_tokens",
            "reasoning_tokens",
            "estimated",
            "unpriced",
            "cost");

    private final LlmRouter router;
    private final Guard guard;

    public UsageResource(LlmRouter router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    @GET
    public Response usage(@Context HttpServletRequest request, @Context UriInfo uri) {
        return guard.view(
                request,
                operator -> answer(
                        uri.getQueryParameters(),
                        "csv".equals(uri.getQueryParameters().getFirst("format"))));
    }

    private Response answer(MultivaluedMap<String, String> asked, boolean csv) {
        Question question;
        try {
            question = question(asked);
        } catch (IllegalArgumentException | DateTimeException | IOException e) {
            return Guard.json(400, Json.object().with("error", String.valueOf(e.getMessage())));
        }
        List<Row> rows;
        try {
            rows = router.books().report().ask(question);
        } catch (SQLException e) {
            return Guard.json(
                    503, Json.object().with("error", "the database of usage records is away: " + e.getMessage()));
        }
        String next =
                rows.size() < question.most() ? null : cursor(rows.getLast().key());
        return csv ? csv(question, rows, next) : json(question, rows, next);
    }

    private static Question question(MultivaluedMap<String, String> asked) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String to = asked.getFirst("to");
        String from = asked.getFirst("from");
        LocalDate last = to == null ? today : LocalDate.parse(to);
        List<By> by = Arrays.stream(
                        asked.getFirst("by") == null
                                ? new String[] {"day"}
                                : asked.getFirst("by").split(","))
                .map(UsageResource::by)
                .distinct()
                .toList();
        Map<By, String> only = new EnumMap<>(By.class);
        for (By each : By.values()) {
            String value = asked.getFirst(written(each));
            if (value != null) {
                only.put(each, value);
            }
        }
        String limit = asked.getFirst("limit");
        int most = limit == null ? 100 : Math.clamp(Integer.parseInt(limit), 1, MOST);
        List<String> after = after(asked.getFirst("after"));
        if (!after.isEmpty() && after.size() != by.size()) {
            throw new IllegalArgumentException("'after' belongs to another question");
        }
        return new Question(from == null ? last.minusDays(30) : LocalDate.parse(from), last, by, only, after, most);
    }

    private static By by(String written) {
        return Arrays.stream(By.values())
                .filter(by -> written(by).equals(written.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'by' is a list of day, caller, group, provider, model and key, not '" + written + "'"));
    }

    private static String written(By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }

    private static String cursor(List<String> key) {
        byte[] json = Json.bytes(Json.array(key.stream()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    private static List<String> after(@Nullable String cursor) throws IOException {
        List<String> key = new ArrayList<>();
        if (cursor != null) {
            Json.read(Base64.getUrlDecoder().decode(cursor)).forEach(part -> key.add(part.asText()));
        }
        return key;
    }

    private static Response json(Question question, List<Row> rows, @Nullable String next) {
        return Guard.json(
                200,
                Json.object()
                        .with("from", question.from().toString())
                        .with("to", question.to().toString())
                        .with("rows", rows.stream().map(row -> row(question, row)))
                        .with("next", next));
    }

    private static Json row(Question question, Row row) {
        Json json = Json.object();
        for (int i = 0; i < question.by().size(); i++) {
            json.with(written(question.by().get(i)), row.key().get(i));
        }
        List<String> values = values(row);
        for (int i = 0; i < COLUMNS.size() - 1; i++) {
            json.with(COLUMNS.get(i), Long.parseLong(values.get(i)));
        }
        // A text, because a floating point number is no amount of money.
        return json.with("cost", values.getLast());
    }

    private static List<String> values(Row row) {
        return List.of(
                Long.toString(row.requests()),
                Long.toString(row.attempts()),
                Long.toString(row.failures()),
                Long.toString(row.input()),
                Long.toString(row.cacheRead()),
                Long.toString(row.cacheWrite()),
                Long.toString(row.output()),
                Long.toString(row.reasoning()),
                Long.toString(row.estimated()),
                Long.toString(row.unpriced()),
                row.cost().toPlainString());
    }

    private static Response csv(Question question, List<Row> rows, @Nullable String next) {
        String head = Stream.concat(question.by().stream().map(UsageResource::written), COLUMNS.stream())
                .collect(Collectors.joining(","));
        String lines = rows.stream()
                .map(row -> Stream.concat(row.key().stream().map(UsageResource::quoted), values(row).stream())
                        .collect(Collectors.joining(",", "", "\r\n")))
                .collect(Collectors.joining());
        Response.ResponseBuilder response =
                Response.ok((head + "\r\n" + lines).getBytes(StandardCharsets.UTF_8), "text/csv; charset=utf-8");
        return next == null
                ? response.build()
                : response.header("x-llm-router-next", next).build();
    }

    /** A spreadsheet must not take a name for a formula. */
    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[\\w./: -]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
