package io.github.llmrouter.routing;

import java.math.BigDecimal;

/**
 * What one request takes from a bucket, estimated or real.
 *
 * @param tokens of input and output together
 * @param money in dollars, zero if the price is unknown
 */
public record Amount(long tokens, BigDecimal money) {

    public static final Amount NOTHING = new Amount(0, BigDecimal.ZERO);

    public static Amount tokens(long tokens) {
        return new Amount(tokens, BigDecimal.ZERO);
    }
}
