package io.github.llmrouter.usage;

import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prices as the configuration gives them, else from the table that comes with the program. An unknown price is no price: it is
 * never taken for zero, and the log tells once for each model.
 */
public final class PriceTable implements Prices {

    private static final Logger LOG = System.getLogger("io.github.llmrouter.usage");
    private static final String TABLE = "prices.csv";
    private static final int FIELDS = 9;
    private static final Pattern SNAPSHOT = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2}|\\d{4}|latest|0\\d\\d)$");

    private final Map<String, List<Rate>> rates;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /** Dollars for a million tokens, for prompts of more than {@code above} tokens. */
    private record Rate(
            long above,
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite5m,
            @Nullable BigDecimal cacheWrite1h) {

        BigDecimal cost(Usage usage) {
            return times(input, usage.input())
                    .add(times(cacheRead == null ? input : cacheRead, usage.cacheRead()))
                    .add(times(cacheWrite5m == null ? input : cacheWrite5m, usage.cacheWrite5m()))
                    .add(times(cacheWrite1h == null ? input : cacheWrite1h, usage.cacheWrite1h()))
                    .add(times(output, usage.output()))
                    .movePointLeft(6);
        }

        private static BigDecimal times(BigDecimal price, long tokens) {
            return price.multiply(BigDecimal.valueOf(tokens));
        }
    }

    private PriceTable(Map<String, List<Rate>> rates) {
        this.rates = rates;
    }

    /** The table that comes with the program. */
    public static PriceTable load() {
        try (InputStream in = PriceTable.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its " + TABLE);
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceTable read(BufferedReader lines) {
        Map<String, List<Rate>> rates = new HashMap<>();
        lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            String[] fields = line.split(",", FIELDS);
            List<Rate> of = rates.computeIfAbsent(fields[0], name -> new ArrayList<>());
            BigDecimal input = amount(fields[2]);
            BigDecimal output = amount(fields[3]);
            if (input != null && output != null) {
                long above = fields[1].isEmpty() ? 0 : Long.parseLong(fields[1]);
                of.add(new Rate(above, input, output, amount(fields[4]), amount(fields[5]), amount(fields[6])));
            }
        });
        return new PriceTable(rates);
    }

    private static @Nullable BigDecimal amount(String field) {
        return field.isEmpty() ? null : new BigDecimal(field);
    }

    @Override
    public Optional<BigDecimal> cost(Config.Model model, Usage usage) {
        Config.Price own = model.price();
        if (own != null) {
            return Optional.of(
                    new Rate(0, own.input(), own.output(), own.cacheRead(), own.cacheWrite(), own.cacheWrite())
                            .cost(usage));
        }
        List<Rate> known = rates(model.upstream());
        Rate fitting = null;
        for (Rate rate : known) {
            if (fitting == null || usage.totalInput() > rate.above() && rate.above() > fitting.above()) {
                fitting = rate;
            }
        }
        if (fitting == null) {
            warn(model.upstream());
            return Optional.empty();
        }
        return Optional.of(fitting.cost(usage));
    }

    @Override
    public Optional<Config.Price> price(Config.Model model) {
        return Optional.ofNullable(model.price())
                .or(() -> rates(model.upstream()).stream()
                        .min(Comparator.comparingLong(Rate::above))
                        .map(rate -> new Config.Price(rate.input(), rate.output(), rate.cacheRead(), null)));
    }

    private List<Rate> rates(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        List<Rate> exact = rates.get(name);
        return exact != null ? exact : rates.getOrDefault(SNAPSHOT.matcher(name).replaceFirst(""), List.of());
    }

    private void warn(String model) {
        if (unknown.size() < 1000 && unknown.add(model)) {
            LOG.log(Level.WARNING, "The price of {0} is unknown, so its cost is, too: give the model a price", model);
        }
    }
}
