package io.github.llmrouter.gateway;

import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Admission;
import io.github.llmrouter.routing.Amount;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Quotas;
import io.github.llmrouter.routing.Reservation;
import io.github.llmrouter.usage.Prices;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the buckets what a request will need, before it is put to anybody. Callers pay once for a request, targets for each
 * attempt. For any thread.
 */
record Tolls(Quotas quotas, Prices prices) {

    private static final Reservation NOTHING = new Reservation() {
        @Override
        public void settle(Amount actual) {
            // There is no bucket.
        }

        @Override
        public void close() {
            // There is no bucket.
        }
    };

    private static final Admission FREE = new Admission.Granted(NOTHING);

    /** @throws FaultException rate limited, if the caller has nothing left */
    Reservation caller(Call call, Config config) {
        List<Config.Limit> limits = call.caller().limits();
        if (limits.isEmpty()) {
            return NOTHING;
        }
        boolean money = limits.stream().anyMatch(limit -> limit.money() != null);
        Usage guess = Guess.before(call, null);
        BigDecimal price = money ? dearest(config, call.model(), guess) : BigDecimal.ZERO;
        List<Bucket> buckets = Bucket.of(call.caller().owner(), limits);
        return switch (quotas.reserve(buckets, new Amount(guess.total(), price))) {
            case Admission.Granted(Reservation reservation) -> reservation;
            case Admission.Refused refused -> throw new FaultException(refused.fault(quotas));
        };
    }

    /** A group's members may cost different amounts; which of them will answer is not known yet. */
    private BigDecimal dearest(Config config, String name, Usage usage) {
        Config.Group group = config.groups().get(name);
        Stream<String> names =
                group == null ? Stream.of(name) : group.members().stream().map(Config.Member::model);
        return names.map(config.models()::get)
                .filter(Objects::nonNull)
                .map(model -> prices.cost(model, usage))
                .flatMap(Optional::stream)
                .max(BigDecimal::compareTo)
                .orElse(BigDecimal.ZERO);
    }

    Admission target(Call call, List<Bucket> buckets, Config.Model model) {
        if (buckets.isEmpty()) {
            return FREE;
        }
        Usage guess = Guess.before(call, model.maxOutput());
        boolean money = buckets.stream().anyMatch(bucket -> bucket.limit().money() != null);
        return quotas.reserve(
                buckets,
                new Amount(guess.total(), money ? prices.cost(model, guess).orElse(BigDecimal.ZERO) : BigDecimal.ZERO));
    }

    /** Charges what an attempt has really used; nothing at all if its target was never reached. */
    static void settle(Reservation toll, Outcome outcome, boolean reached, Amount used) {
        boolean sent = reached || !(outcome instanceof Outcome.Refused);
        if (sent) {
            toll.settle(used);
        }
    }

    static Amount amount(@Nullable Usage usage, @Nullable BigDecimal cost) {
        return new Amount(usage == null ? 0 : usage.total(), cost == null ? BigDecimal.ZERO : cost);
    }
}
