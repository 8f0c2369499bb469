package io.caisson.api.time;

import java.time.Duration;

/** A moment of the monotonic clock by which a call must have answered. Goes down the call as it is. */
public final class Deadline {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * {@return the deadline that far from now}
     *
     * @param budget zero or negative is a deadline that has passed; more than a year is a year
     */
    public static Deadline after(Duration budget) {
        Duration bounded = budget.compareTo(LONGEST) > 0 ? LONGEST : budget;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    /** {@return what is left, never negative} */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /** {@return the earlier of this and {@code budget} from now} */
    public Deadline atMost(Duration budget) {
        Deadline other = after(budget);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
