package io.caisson.api.event;

import java.time.Duration;
import java.util.Optional;

/** A reader's place in the journal. For one thread at a time. A slow reader loses nothing and slows nobody. */
public interface EventCursor extends AutoCloseable {
    /**
     * {@return the next wanted event; waits for one up to {@code timeout}, empty after that}
     *
     * @param timeout zero means do not wait
     */
    Optional<EventRecord> next(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
