package io.github.llmrouter.routing;

/**
 * A candidate as it stands at the moment of one choice.
 *
 * @param weight its share times its factor, positive
 * @param remaining what is left of its scarcest quota, 0 to 1
 * @param now milliseconds since the epoch
 */
record Entry(Candidate candidate, double weight, double remaining, long now) {

    Standing standing() {
        return candidate.standing();
    }

    Entry withWeight(double weight) {
        return new Entry(candidate, weight, remaining, now);
    }
}
