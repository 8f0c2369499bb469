package io.caisson.bench;

import java.nio.file.Path;

/** Somebody who runs containers: the server by one of its doors, or bare runc. Safe for many threads. */
interface Side {
    /** {@return the name for figures} */
    String name();

    /** Makes a container whose program waits for {@link #start}. */
    void create(String id, Path ociBundle);

    void start(String id);

    /** Sends SIGKILL to a container's first process. */
    void kill(String id);

    /** Waits until the first process of a started container has ended. */
    void awaitEnd(String id);

    void delete(String id);

    /** One whole life of a container that ends by itself. */
    default void live(String id, Path ociBundle) {
        create(id, ociBundle);
        start(id);
        awaitEnd(id);
        delete(id);
    }
}
