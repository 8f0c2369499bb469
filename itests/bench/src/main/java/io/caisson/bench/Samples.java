package io.caisson.bench;

import java.util.ArrayList;
import java.util.List;

/** Numbers of one kind, in the order they were taken. For one thread. */
final class Samples {
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void addNanosAsMillis(long nanos) {
        values.add(nanos / NANOS_PER_MILLI);
    }

    void addAll(Samples other) {
        values.addAll(other.values);
    }

    int size() {
        return values.size();
    }

    double median() {
        return percentile(50);
    }

    /** {@return the smallest value that so many percent of all do not exceed (nearest rank)} */
    double percentile(int percent) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
