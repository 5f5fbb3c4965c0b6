package io.github.llmrouter.admin;

import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Level;
import io.github.llmrouter.routing.Quotas;
import java.util.List;

/** A bucket's MBean. */
record BucketBean(Bucket bucket, Quotas quotas, String owner) implements BucketMXBean {

    @Override
    public String getOwner() {
        return owner;
    }

    @Override
    public double getUsed() {
        return level().used().doubleValue();
    }

    @Override
    public double getRemaining() {
        return level().remaining().doubleValue();
    }

    @Override
    public String getEnds() {
        return level().end().toString();
    }

    private Level level() {
        return quotas.levels(List.of(bucket)).getFirst();
    }
}
