package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one key of {@code usage_day} grows by. */
final class DaySum {

    private static final String KEY =
            " WHERE day_utc = ? AND caller = ? AND grp = ? AND provider = ? AND model = ? AND key_name = ?";
    private static final List<String> COUNTS = List.of(
            "requests",
            "attempts",
            "failures",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "output_tokens",
            "reasoning_tokens",
            "estimated",
            "unpriced");

    private final String[] key;
    private final long[] counts = new long[COUNTS.size()];
    private BigDecimal cost = BigDecimal.ZERO;

    private DaySum(String[] key) {
        this.key = key;
    }

    /** In a fixed order, so that two routers never wait for each other. */
    static Collection<DaySum> of(List<Entry> entries) {
        Map<String, DaySum> sums = new TreeMap<>();
        for (Entry entry : entries) {
            String day = LocalDate.ofInstant(entry.when(), ZoneOffset.UTC).toString();
            String[] key = {
                day,
                Store.cut(entry.caller(), 128),
                Store.cut(entry.group(), 128),
                Store.cut(entry.provider(), 128),
                Store.cut(entry.model(), 128),
                Store.cut(entry.key(), 128)
            };
            sums.computeIfAbsent(String.join("\0", key), any -> new DaySum(key)).count(entry);
        }
        return sums.values();
    }

    private void count(Entry entry) {
        Usage usage = entry.usage();
        counts[0] += entry.last() ? 1 : 0;
        counts[1] += entry.attempt() > 0 ? 1 : 0;
        counts[2] += entry.error() == null ? 0 : 1;
        if (usage != null) {
            counts[3] += usage.input();
            counts[4] += usage.cacheRead();
            counts[5] += usage.cacheWrite();
            counts[6] += usage.output();
            counts[7] += usage.reasoning();
            counts[8] += usage.estimated() ? 1 : 0;
            counts[9] += entry.cost() == null ? 1 : 0;
        }
        if (entry.cost() != null) {
            cost = cost.add(entry.cost());
        }
    }

    void add(Connection connection) throws SQLException {
        StringBuilder set = new StringBuilder("UPDATE usage_day SET cost = cost + ?");
        COUNTS.forEach(
                name -> set.append(", ").append(name).append(" = ").append(name).append(" + ?"));
        try (PreparedStatement update = connection.prepareStatement(set + KEY)) {
            bindKey(update, bindCounts(update, 1));
            if (update.executeUpdate() == 1) {
                return;
            }
        }
        String marks = "?, ".repeat(COUNTS.size() + key.length) + "?";
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO usage_day (cost, "
                + String.join(", ", COUNTS)
                + ", day_utc, caller, grp, provider, model, key_name) VALUES (" + marks + ")")) {
            bindKey(insert, bindCounts(insert, 1));
            insert.executeUpdate();
        }
    }

    private int bindCounts(PreparedStatement statement, int at) throws SQLException {
        statement.setBigDecimal(at++, cost);
        for (long count : counts) {
            statement.setLong(at++, count);
        }
        return at;
    }

    private void bindKey(PreparedStatement statement, int at) throws SQLException {
        for (String part : key) {
            statement.setString(at++, part);
        }
    }
}
