package io.caisson.bench;

import java.io.IOException;

/** Somebody who can start containers. Each thread has one of its own. */
interface Contender extends AutoCloseable {
    /** {@return how long create and start took together, in milliseconds} */
    double start(String id) throws Exception;

    /** Kills and removes the container. */
    void delete(String id) throws Exception;

    @Override
    void close() throws IOException;
}
