package io.caisson.api.server;

/** A way in that is open. Registered as a service when it is open, gone when it is closed. */
public interface Door {
    /** {@return {@code shell}, {@code jmx}, ...; also the service property {@code door}} */
    String name();

    /** {@return where it listens, for people} */
    String address();
}
