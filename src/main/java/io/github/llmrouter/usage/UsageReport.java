package io.github.llmrouter.usage;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sums over days by whatever one wants to know them by. For any thread. */
public final class UsageReport {

    private final Database database;

    UsageReport(Database database) {
        this.database = database;
    }

    /** What sums can be told apart by. */
    public enum By {
        DAY("day_utc"),
        CALLER("caller"),
        GROUP("grp"),
        PROVIDER("provider"),
        MODEL("model"),
        KEY("key_name");

        private final String column;

        By(String column) {
            this.column = column;
        }
    }

    /**
     * What is asked.
     *
     * @param from first day, in UTC
     * @param to last day
     * @param by at least one; also the order
     * @param only values that must be equal
     * @param after the last row that is known already, empty for the beginning
     * @param most rows
     */
    public record Question(
            LocalDate from, LocalDate to, List<By> by, Map<By, String> only, List<String> after, int most) {}

    /**
     * One sum.
     *
     * @param key the values of {@link Question#by}, in that order
     * @param requests that clients made
     * @param attempts at targets
     * @param failures of attempts
     * @param input tokens that no cache served or stored
     * @param estimated attempts whose tokens were counted here
     * @param unpriced attempts whose cost is unknown and so not in {@code cost}
     */
    public record Row(
            List<String> key,
            long requests,
            long attempts,
            long failures,
            long input,
            long cacheRead,
            long cacheWrite,
            long output,
            long reasoning,
            long estimated,
            long unpriced,
            BigDecimal cost) {}

    /** @throws SQLException if the database is away */
    public List<Row> ask(Question question) throws SQLException {
        List<String> columns = question.by().stream().map(by -> by.column).toList();
        List<String> values = new ArrayList<>(
                List.of(question.from().toString(), question.to().toString()));
        StringBuilder sql = new StringBuilder("SELECT " + String.join(", ", columns)
                + ", SUM(requests), SUM(attempts), SUM(failures), SUM(input_tokens), SUM(cache_read_tokens),"
                + " SUM(cache_write_tokens), SUM(output_tokens), SUM(reasoning_tokens), SUM(estimated), SUM(unpriced),"
                + " SUM(cost) FROM usage_day WHERE day_utc >= ? AND day_utc <= ?");
        question.only().forEach((by, value) -> {
            sql.append(" AND ").append(by.column).append(" = ?");
            values.add(value);
        });
        if (!question.after().isEmpty()) {
            sql.append(" AND (").append(String.join(", ", columns)).append(") > (");
            sql.append("?, ".repeat(columns.size() - 1)).append("?)");
            values.addAll(question.after());
        }
        String by = String.join(", ", columns);
        sql.append(" GROUP BY ")
                .append(by)
                .append(" ORDER BY ")
                .append(by)
                .append(" LIMIT ")
                .append(question.most());
        try (Connection connection = database.connection();
                PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < values.size(); i++) {
                query.setString(i + 1, values.get(i));
            }
            try (ResultSet rows = query.executeQuery()) {
                List<Row> answer = new ArrayList<>();
                while (rows.next()) {
                    answer.add(row(rows, columns.size()));
                }
                return answer;
            }
        }
    }

    private static Row row(ResultSet rows, int keys) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int i = 1; i <= keys; i++) {
            key.add(rows.getString(i));
        }
        return new Row(
                key,
                rows.getLong(keys + 1),
                rows.getLong(keys + 2),
                rows.getLong(keys + 3),
                rows.getLong(keys + 4),
                rows.getLong(keys + 5),
                rows.getLong(keys + 6),
                rows.getLong(keys + 7),
                rows.getLong(keys + 8),
                rows.getLong(keys + 9),
                rows.getLong(keys + 10),
                rows.getBigDecimal(keys + 11).stripTrailingZeros());
    }
}
