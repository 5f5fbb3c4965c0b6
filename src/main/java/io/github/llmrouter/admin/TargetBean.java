package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.routing.Standing;
import io.github.llmrouter.routing.Target;
import java.time.Duration;
import java.time.Instant;

/** A target's MBean. */
record TargetBean(LlmRouter router, Target target, Standing standing, String owner) implements TargetMXBean {

    @Override
    public String getOwner() {
        return owner;
    }

    @Override
    public String getDialect() {
        return target.provider().dialect();
    }

    @Override
    public int getRequestsUnderWay() {
        return standing.open();
    }

    @Override
    public int getHealthPercent() {
        return standing.factor();
    }

    @Override
    public String getAsideUntil() {
        return standing.asideUntil().map(Instant::toString).orElse("");
    }

    @Override
    public long getTokensUsed() {
        return standing.used();
    }

    @Override
    public long getLatencyMillis() {
        return standing.latency().map(Duration::toMillis).orElse(-1L);
    }

    @Override
    public boolean isDisabled() {
        return standing.disabled();
    }

    @Override
    public void reset() {
        change("reset", standing::reset);
    }

    @Override
    public void disable() {
        change("disable", () -> standing.disable(true));
    }

    @Override
    public void enable() {
        change("enable", () -> standing.disable(false));
    }

    private void change(String what, Runnable work) {
        Jmx.audited(router, what + " target " + target.label(), () -> {
            work.run();
            return "";
        });
    }
}
