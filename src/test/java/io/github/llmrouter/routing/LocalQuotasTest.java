package io.github.llmrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.config.Config.Limit;
import io.github.llmrouter.config.Config.Window;
import io.github.llmrouter.config.Config.Window.Unit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Buckets are exact, whoever asks at the same time. */
class LocalQuotasTest {

    private static final Window MINUTE = new Window(Unit.MINUTE, 1);

    private final Scene clock = new Scene().at("2026-11-21T10:01:20Z");
    private final Quotas quotas = new LocalQuotas(clock);

    static Bucket requests(String id, long count) {
        return new Bucket(id, new Limit(id, count, null, null, MINUTE));
    }

    static Bucket tokens(String id, long count) {
        return new Bucket(id, new Limit(id, null, count, null, MINUTE));
    }

    private static Bucket money(String id, String dollars) {
        return new Bucket(id, new Limit(id, null, null, new BigDecimal(dollars), MINUTE));
    }

    private BigDecimal used(Bucket bucket) {
        return quotas.levels(List.of(bucket)).getFirst().used();
    }

    private Reservation granted(Amount estimate, Bucket... buckets) {
        Admission admission = quotas.reserve(List.of(buckets), estimate);
        assertThat(admission).isInstanceOf(Admission.Granted.class);
        return ((Admission.Granted) admission).reservation();
    }

    private Admission.Refused refused(Amount estimate, Bucket... buckets) {
        Admission admission = quotas.reserve(List.of(buckets), estimate);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return (Admission.Refused) admission;
    }

    /** Runs all at once, 64 at a time, and fails if one of them does. */
    private static void all(int count, Callable<?> task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            var futures = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            start.countDown();
            for (var future : futures) {
                future.get();
            }
        }
    }

    @Test
    void of400ParallelRequestsExactly100PassABucketOf100() throws Exception {
        Bucket bucket = requests("r", 100);
        AtomicInteger passed = new AtomicInteger();
        all(400, () -> {
            if (quotas.reserve(List.of(bucket), Amount.NOTHING) instanceof Admission.Granted(var reservation)) {
                passed.incrementAndGet();
                reservation.settle(Amount.tokens(5));
            }
            return null;
        });
        assertThat(passed).hasValue(100);
        assertThat(used(bucket)).isEqualByComparingTo("100");
    }

    @Test
    void aRequestThatOneBucketRefusesTakesNothingFromTheOthers() throws Exception {
        Bucket wide = requests("wide", 100);
        Bucket narrow = requests("narrow", 10);
        AtomicInteger both = new AtomicInteger();
        AtomicInteger wideOnly = new AtomicInteger();
        all(400, () -> {
            boolean two = ThreadLocalRandom.current().nextBoolean();
            List<Bucket> buckets = two ? List.of(wide, narrow) : List.of(wide);
            if (quotas.reserve(buckets, Amount.NOTHING) instanceof Admission.Granted) {
                (two ? both : wideOnly).incrementAndGet();
            }
            return null;
        });
        assertThat(both.get() + wideOnly.get()).isEqualTo(100);
        assertThat(used(narrow)).isEqualByComparingTo(String.valueOf(both));
        assertThat(used(wide)).isEqualByComparingTo("100");
    }

    @Test
    void tokensOvershootByNoMoreThanTheErrorOfTheEstimatesUnderWay() throws Exception {
        Bucket bucket = tokens("t", 10_000);
        all(400, () -> {
            Amount estimate = Amount.tokens(100);
            if (quotas.reserve(List.of(bucket), estimate) instanceof Admission.Granted(var reservation)) {
                reservation.settle(Amount.tokens(110));
            }
            return null;
        });
        int underWay = 64;
        assertThat(used(bucket)).isBetween(BigDecimal.valueOf(9_900), BigDecimal.valueOf(10_000 + underWay * 10));
    }

    @Test
    void settlingReplacesTheEstimate() {
        Bucket requests = requests("r", 10);
        Bucket tokens = tokens("t", 1000);
        Bucket money = money("m", "1");
        Reservation reservation = granted(new Amount(500, new BigDecimal("0.5")), requests, tokens, money);
        assertThat(used(tokens)).isEqualByComparingTo("500");
        reservation.settle(new Amount(120, new BigDecimal("0.000000012")));
        reservation.settle(new Amount(9999, BigDecimal.TEN));
        reservation.close();
        assertThat(used(requests)).isEqualByComparingTo("1");
        assertThat(used(tokens)).isEqualByComparingTo("120");
        assertThat(used(money)).isEqualByComparingTo("0.000000012");
    }

    @Test
    void closingWithoutSettlingGivesEverythingBackOnce() {
        Bucket requests = requests("r", 1);
        Bucket tokens = tokens("t", 100);
        Reservation reservation = granted(Amount.tokens(80), requests, tokens);
        refused(Amount.tokens(1), requests, tokens);
        reservation.close();
        reservation.close();
        assertThat(used(requests)).isEqualByComparingTo("0");
        assertThat(used(tokens)).isEqualByComparingTo("0");
        granted(Amount.tokens(80), requests, tokens);
    }

    @Test
    void aFullBucketSaysWhenItsWindowEnds() {
        Bucket bucket = requests("r", 1);
        granted(Amount.NOTHING, bucket);
        Admission.Refused refused = refused(Amount.NOTHING, bucket);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(40));
        assertThat(refused.fault().kind().status()).isEqualTo(429);
        clock.pass(Duration.ofSeconds(40));
        granted(Amount.NOTHING, bucket);
    }

    @Test
    void ofSeveralFullBucketsTheOneThatOpensLastIsNamed() {
        Bucket minute = requests("minute", 1);
        Bucket day = new Bucket("day", new Limit("day", 1L, null, null, new Window(Unit.DAY, 1)));
        granted(Amount.NOTHING, minute, day);
        assertThat(refused(Amount.NOTHING, minute, day).bucket()).isEqualTo(day);
        assertThat(refused(Amount.NOTHING, day, minute).bucket()).isEqualTo(day);
    }

    @Test
    void aSettlementOfAnOldWindowDoesNotTouchTheNewOne() {
        Bucket bucket = tokens("t", 100);
        Reservation reservation = granted(Amount.tokens(50), bucket);
        clock.pass(Duration.ofMinutes(1));
        granted(Amount.tokens(10), bucket);
        reservation.settle(Amount.tokens(90));
        assertThat(used(bucket)).isEqualByComparingTo("10");
    }

    @Test
    void anEstimateAboveTheWholeSizeNeedsTheWholeBucket() {
        Bucket bucket = tokens("t", 100);
        Reservation small = granted(Amount.tokens(1), bucket);
        refused(Amount.tokens(5000), bucket);
        small.close();
        granted(Amount.tokens(5000), bucket);
        refused(Amount.NOTHING, bucket);
    }

    @Test
    void aLimitOfZeroLetsNobodyIn() {
        refused(Amount.NOTHING, requests("r", 0));
        refused(Amount.NOTHING, tokens("t", 0));
        refused(Amount.NOTHING, money("m", "0"));
    }

    @Test
    void manyKeysLeaveNothingBehind() {
        for (int i = 0; i < 5000; i++) {
            granted(Amount.NOTHING, requests("caller/" + i, 1)).settle(Amount.NOTHING);
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(((LocalQuotas) quotas).size()).isLessThanOrEqualTo(1024);
    }

    @Test
    void aRestartGoesOnCountingInTheSameWindow() {
        Bucket bucket = requests("r", 3);
        granted(Amount.NOTHING, bucket);
        Level level = quotas.levels(List.of(bucket)).getFirst();
        Quotas next = new LocalQuotas(clock);
        next.restore(bucket, level.start(), level.used());
        assertThat(next.levels(List.of(bucket)).getFirst().remaining()).isEqualByComparingTo("2");
        next.restore(bucket, level.start().minusSeconds(60), BigDecimal.TEN);
        assertThat(next.levels(List.of(bucket)).getFirst().remaining()).isEqualByComparingTo("2");
    }

    @Test
    void aClockThatIsSetBackDoesNotEmptyABucket() {
        Bucket bucket = requests("r", 1);
        granted(Amount.NOTHING, bucket);
        clock.pass(Duration.ofSeconds(-30));
        refused(Amount.NOTHING, bucket);
    }
}
