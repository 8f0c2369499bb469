package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import io.caisson.shims.internal.program.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what a process writes to its listener: one task at a time per process, in the order of each stream, so that a
 * listener that blocks holds up one thread and one process. Owns the descriptors given to it. Safe for many threads.
 */
final class OutputPump {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);

    /** How many buffers one stream may empty before others have their turn. */
    private static final int TURN = 16;

    /** How soon a terminal that nobody has open is looked at again. */
    private static final Duration HANG_UP_PAUSE = Duration.ofSeconds(1);

    private static final class Stream {
        final OutputListener.Source source;
        final Fd fd;
        Poller.Registration registration;
        boolean ready;

        Stream(OutputListener.Source source, Fd fd) {
            this.source = source;
            this.fd = fd;
        }
    }

    private record Tail(OutputListener.Source source, Path file) {}

    private enum Reading {
        MORE,
        EMPTY,
        HUNG_UP
    }

    private final ShimContext context;
    private final OutputListener listener;

    // Guarded by this
    private final List<Stream> streams = new ArrayList<>();
    private final Queue<Tail> tails = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> drains = new ArrayList<>();
    private boolean running;
    private boolean stopped;

    OutputPump(ShimContext context, OutputListener listener) {
        this.context = context;
        this.listener = listener;
    }

    /** Reads a file first, and removes it then. Before {@link #add}. */
    synchronized void addTail(OutputListener.Source source, Path file) {
        tails.add(new Tail(source, file));
        schedule();
    }

    /** Takes over a descriptor, which does not block, and reads from it from now on. */
    synchronized void add(OutputListener.Source source, Fd fd) {
        Stream stream = new Stream(source, fd);
        streams.add(stream);
        stream.registration = context.poller().onReadable(fd, () -> wake(stream));
    }

    /** {@return completed when everything that was there at the call has been handed on} */
    synchronized CompletableFuture<Void> drain() {
        if (stopped && !running) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        drains.add(drained);
        streams.forEach(stream -> stream.ready = true);
        schedule();
        return drained;
    }

    /** Stops, and closes the descriptors as soon as no task uses them. */
    void stop() {
        List<Stream> registered;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            registered = List.copyOf(streams);
        }
        // Not under the lock: a handler may wait for it, and this waits for the handler.
        registered.forEach(stream -> stream.registration.close());
        synchronized (this) {
            if (!running) {
                release();
            }
        }
    }

    private synchronized void wake(Stream stream) {
        stream.ready = true;
        schedule();
    }

    private synchronized void schedule() {
        if (!running && !stopped) {
            running = true;
            context.output().execute(this::run);
        }
    }

    private synchronized void release() {
        streams.forEach(stream -> stream.fd.close());
        drains.forEach(drain -> drain.complete(null));
        drains.clear();
    }

    private void run() {
        for (Tail tail = nextTail(); tail != null; tail = nextTail()) {
            deliver(tail);
        }
        for (Stream stream = nextReady(); stream != null; stream = nextReady()) {
            after(stream, read(stream));
        }
    }

    private synchronized Tail nextTail() {
        return stopped ? null : tails.poll();
    }

    private synchronized Stream nextReady() {
        if (!stopped) {
            for (Stream stream : streams) {
                if (stream.ready) {
                    stream.ready = false;
                    return stream;
                }
            }
        }
        running = false;
        if (stopped) {
            release();
        } else if (!tails.isEmpty()) {
            schedule();
        } else {
            drains.forEach(drain -> drain.complete(null));
            drains.clear();
        }
        return null;
    }

    private void after(Stream stream, Reading reading) {
        switch (reading) {
            case MORE -> yieldTo(stream);
            case EMPTY -> stream.registration.rearm();
            case HUNG_UP -> context.later(HANG_UP_PAUSE, () -> wake(stream));
        }
    }

    /** Puts a busy stream behind the others. */
    private synchronized void yieldTo(Stream busy) {
        streams.remove(busy);
        streams.add(busy);
        busy.ready = true;
    }

    private Reading read(Stream stream) {
        for (int i = 0; i < TURN; i++) {
            ByteBuffer buffer = context.buffer();
            try {
                int count = context.kernel().read(stream.fd, buffer);
                if (count <= 0) {
                    return count < 0 ? Reading.EMPTY : Reading.HUNG_UP;
                }
            } catch (CaissonException e) {
                if (!Errno.EIO.name().equals(e.details().get("errno"))) {
                    LOG.atWarn()
                            .addKeyValue("stream", stream.source)
                            .setCause(e)
                            .log("cannot read output");
                }
                return Reading.HUNG_UP;
            }
            deliver(stream.source, buffer.flip());
        }
        return Reading.MORE;
    }

    private void deliver(Tail tail) {
        try (FileChannel file = FileChannel.open(tail.file(), StandardOpenOption.READ)) {
            for (ByteBuffer buffer = context.buffer(); file.read(buffer) >= 0; buffer = context.buffer()) {
                deliver(tail.source(), buffer.flip());
            }
            ProcessFiles.remove(tail.file());
        } catch (NoSuchFileException e) {
            return; // nothing was left
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", tail.file()).setCause(e).log("cannot read output that was left");
        }
    }

    private void deliver(OutputListener.Source source, ByteBuffer bytes) {
        try {
            listener.onOutput(source, bytes);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("stream", source).setCause(e).log("output listener failed");
        }
    }
}
