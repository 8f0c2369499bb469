package io.caisson.api.kernel;

/** An open file descriptor, owned by whoever holds this object. Close-on-exec. Closing twice does nothing. */
public interface Fd extends AutoCloseable {
    /** {@return the number; throws IllegalStateException once closed} */
    int number();

    boolean isOpen();

    @Override
    void close();
}
