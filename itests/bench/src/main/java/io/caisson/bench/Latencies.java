package io.caisson.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of one contender, in milliseconds. Not safe for many threads. */
final class Latencies {
    private final List<Double> times = new ArrayList<>();

    void add(double millis) {
        times.add(millis);
    }

    /** @param percent 0 to 100; the smallest time that so many percent do not exceed */
    double percentile(double percent) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1);
    }
}
