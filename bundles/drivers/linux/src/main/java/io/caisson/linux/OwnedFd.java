package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import java.util.concurrent.atomic.AtomicInteger;

/** A descriptor of ours; the number is forgotten before it is closed, so that nobody closes its successor. */
final class OwnedFd implements Fd {
    private static final int CLOSED = -1;

    private final Libc libc;
    private final AtomicInteger number;

    OwnedFd(Libc libc, long number) {
        this.libc = libc;
        this.number = new AtomicInteger(Math.toIntExact(number));
    }

    @Override
    public int number() {
        int current = number.get();
        if (current == CLOSED) {
            throw new IllegalStateException("descriptor is closed");
        }
        return current;
    }

    @Override
    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    @Override
    public void close() {
        int current = number.getAndSet(CLOSED);
        if (current != CLOSED) {
            libc.close(current); // Linux frees the number whatever close returns: repeating would close another's
        }
    }

    @Override
    public String toString() {
        int current = number.get();
        return current == CLOSED ? "closed descriptor" : "descriptor " + current;
    }
}
