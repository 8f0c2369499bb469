package io.caisson.shell.internal.command;

import io.caisson.api.container.OutputListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A process's output on its way to one caller. While it is full the process waits; where others need that output too, it
 * does not wait for a caller that takes nothing for a while: then pieces are left out, and the caller is told how much.
 * Safe for many threads, one of which drains it.
 */
final class OutputQueue implements OutputListener {
    /** Bytes that may wait; one piece may be beyond. */
    static final int MOST_BYTES = 1024 * 1024;

    /** @param skipped bytes that were left out before this place */
    private static final class Entry {
        final Source source;
        final byte[] bytes;
        long skipped;

        Entry(Source source, byte[] bytes) {
            this.source = source;
            this.bytes = bytes;
        }
    }

    private final Optional<Duration> patience;

    // Guarded by this
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int queued; // bytes
    private long lastTakenNanos = System.nanoTime();
    private Runnable whenReady = () -> {};
    private boolean closed;
    private boolean ended;

    /** @param patience how long the process waits for a caller that takes nothing; empty means for ever */
    OutputQueue(Optional<Duration> patience) {
        this.patience = patience;
    }

    @Override
    public synchronized void onOutput(Source source, ByteBuffer bytes) {
        if (closed) {
            return;
        }
        if (queued >= MOST_BYTES && isStalled()) {
            skip(source, bytes.remaining());
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        entries.add(new Entry(source, copy));
        queued += copy.length;
        notifyAll();
    }

    private void skip(Source source, int bytes) {
        Entry last = entries.peekLast();
        if (last == null || last.skipped == 0) {
            last = new Entry(source, new byte[0]);
            entries.add(last);
        }
        last.skipped += bytes;
    }

    private boolean isStalled() {
        return patience.isPresent()
                && System.nanoTime() - lastTakenNanos >= patience.get().toNanos();
    }

    @Override
    public synchronized boolean ready(Runnable changed) {
        if (queued < MOST_BYTES || closed || isStalled()) {
            return true;
        }
        whenReady = changed;
        return false;
    }

    /** No more will come: {@link #drainTo} ends when all was given. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nobody wants the rest: {@link #drainTo} ends, and the process never waits again. */
    void close() {
        Runnable changed;
        synchronized (this) {
            closed = true;
            entries.clear();
            queued = 0;
            changed = whenReady;
            notifyAll();
        }
        changed.run();
    }

    /** Gives everything to the caller until the end. */
    void drainTo(Invocation io) throws InterruptedException {
        for (Entry entry = next(); entry != null; entry = next()) {
            if (entry.skipped > 0) {
                io.err("[ctr] " + entry.skipped + " bytes of output are missing here: they were not taken in time\n");
            } else if (entry.source == Source.STDOUT) {
                io.out(ByteBuffer.wrap(entry.bytes));
            } else {
                io.err(ByteBuffer.wrap(entry.bytes));
            }
            taken(entry);
        }
    }

    private synchronized Entry next() throws InterruptedException {
        while (entries.isEmpty() && !ended && !closed) {
            wait();
        }
        Entry entry = entries.poll();
        return closed ? null : entry;
    }

    private void taken(Entry entry) {
        Runnable changed = () -> {};
        synchronized (this) {
            queued = Math.max(0, queued - entry.bytes.length);
            lastTakenNanos = System.nanoTime();
            if (queued < MOST_BYTES) {
                changed = whenReady;
                whenReady = () -> {};
            }
        }
        changed.run();
    }
}
