package io.caisson.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private static Samples of(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    @Test
    void percentilesAreByNearestRankWhateverTheOrder() {
        assertEquals(2, of(3, 1, 2).median());
        assertEquals(3, of(3, 1, 2).percentile(99));
        assertEquals(7, of(7).percentile(99));
    }

    @Test
    void theNinetyNinthOfAHundredLeavesOneOut() {
        Samples samples = new Samples();
        for (int i = 1; i <= 100; i++) {
            samples.add(i);
        }
        assertEquals(99, samples.percentile(99));
        assertEquals(50, samples.median());
    }

    @Test
    void nothingHasNoMedian() {
        assertThrows(IllegalStateException.class, () -> of().median());
    }
}
