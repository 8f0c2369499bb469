package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import io.caisson.api.shim.KeptOutput;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what a process writes to its listener: one task at a time per process, in the order of each stream. A listener that
 * is not ready holds up this process and no thread. Owns the descriptors given to it. Safe for many threads.
 */
final class OutputPump {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);

    /** How many pieces one stream may give before others have their turn. */
    private static final int TURN = 16;

    /** How much of a process that has ended is handed on to a listener that is not ready: more than pipes hold. */
    private static final long LAST_BYTES = 4L << 20;

    /** How soon a terminal that nobody has open is looked at again. */
    private static final Duration HANG_UP_PAUSE = Duration.ofSeconds(1);

    /** How soon a piece that was not taken comes again. */
    private static final Duration REFUSAL_PAUSE = Duration.ofMillis(250);

    /** How soon a listener that was not ready is asked again if it does not say so itself. */
    private static final Duration READY_PAUSE = Duration.ofSeconds(1);

    private static final class Stream {
        final OutputListener.Source source;
        final Pieces pieces;
        final Optional<Fd> fd;
        Poller.Registration registration; // null without a descriptor
        boolean ready;
        boolean parked; // there is something that cannot be handed on now

        Stream(OutputListener.Source source, Pieces pieces, Optional<Fd> fd) {
            this.source = source;
            this.pieces = pieces;
            this.fd = fd;
        }
    }

    private enum Turn {
        MORE,
        EMPTY,
        HUNG_UP,
        REFUSED,
        NOT_READY
    }

    private final ShimContext context;
    private final KeptOutput listener;
    private final Runnable resume = this::resume;

    // Guarded by this
    private final List<Stream> streams = new ArrayList<>();
    private final Deque<Stream> left = new ArrayDeque<>(); // of an earlier server, before anything else
    private final List<CompletableFuture<Void>> drains = new ArrayList<>();
    private long lastBytes; // may be handed on to a listener that is not ready
    private boolean running;
    private boolean stopped;

    OutputPump(ShimContext context, OutputListener output) {
        this.context = context;
        this.listener = KeptOutput.of(output);
    }

    /** Reads first what an earlier server had not handed on, and what the shim has left. Before {@link #add}. */
    synchronized void addLeft(OutputListener.Source source, ProcessFiles files, int number) {
        if (listener.isKept()) {
            addLeft(source, new SpooledPieces(context.kernel(), null, files.spool(number)));
        }
        addLeft(source, new TailPieces(files.tail(number), files.tailMark(number)));
        schedule();
    }

    private void addLeft(OutputListener.Source source, Pieces pieces) {
        Stream stream = new Stream(source, pieces, Optional.empty());
        stream.ready = true;
        left.add(stream);
    }

    /** Takes over a FIFO's descriptor, which does not block, and reads from it from now on. */
    void add(OutputListener.Source source, Fd fd, Path spool) {
        add(source, fd, listener.isKept() ? new SpooledPieces(context.kernel(), fd, spool) : direct(fd));
    }

    /** Takes over a terminal's descriptor, which does not block, and reads from it from now on. */
    void addTerminal(Fd fd) {
        add(OutputListener.Source.STDOUT, fd, direct(fd));
    }

    private Pieces direct(Fd fd) {
        return new DirectPieces(context.kernel(), fd);
    }

    private synchronized void add(OutputListener.Source source, Fd fd, Pieces pieces) {
        Stream stream = new Stream(source, pieces, Optional.of(fd));
        streams.add(stream);
        stream.registration = context.poller().onReadable(fd, () -> wake(stream));
    }

    /** {@return completed when everything that was there at the call has been handed on} The process has ended. */
    synchronized CompletableFuture<Void> drain() {
        if (stopped && !running) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        drains.add(drained);
        lastBytes = LAST_BYTES;
        streams.forEach(OutputPump::unpark);
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
        unpark(stream);
        schedule();
    }

    private synchronized void resume() {
        streams.stream().filter(stream -> stream.parked).forEach(OutputPump::unpark);
        schedule();
    }

    private static void unpark(Stream stream) {
        stream.parked = false;
        stream.ready = true;
    }

    private synchronized void park(Stream stream) {
        stream.parked = true;
    }

    private synchronized void schedule() {
        if (!running && !stopped) {
            running = true;
            context.output().execute(this::run);
        }
    }

    private synchronized void release() {
        streams.forEach(stream -> stream.pieces.close());
        left.forEach(stream -> stream.pieces.close());
        drains.forEach(drain -> drain.complete(null));
        drains.clear();
    }

    private void run() {
        for (Stream stream = next(); stream != null; stream = next()) {
            after(stream, guarded(stream));
        }
    }

    /** A piece whose handing on failed on our side comes again. */
    private Turn guarded(Stream stream) {
        try {
            return turn(stream);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("stream", stream.source)
                    .setCause(e)
                    .log("output was not handed on, it is tried again");
            park(stream);
            return Turn.HUNG_UP;
        }
    }

    /** {@return the stream whose turn it is; null when there is nothing to do, and then this task ends} */
    private synchronized Stream next() {
        if (!stopped) {
            for (Stream stream : left.isEmpty() ? streams : List.of(left.getFirst())) {
                if (stream.ready) {
                    stream.ready = false;
                    return stream;
                }
            }
        }
        running = false;
        if (stopped) {
            release();
        } else if (left.isEmpty() && streams.stream().noneMatch(stream -> stream.parked)) {
            drains.forEach(drain -> drain.complete(null));
            drains.clear();
        }
        return null;
    }

    private Turn turn(Stream stream) {
        for (int i = 0; i < TURN && !isStopped(); i++) {
            if (!mayHandOn(stream)) {
                return Turn.NOT_READY;
            }
            ByteBuffer piece = context.buffer();
            switch (stream.pieces.next(piece)) {
                case NOTHING -> {
                    return Turn.EMPTY;
                }
                case HUNG_UP -> {
                    return Turn.HUNG_UP;
                }
                case PIECE -> {
                    if (!handOn(stream, piece)) {
                        return Turn.REFUSED;
                    }
                }
            }
        }
        return Turn.MORE;
    }

    private boolean mayHandOn(Stream stream) {
        if (stream.fd.isEmpty() || isLast()) {
            return true;
        }
        park(stream); // before it is asked: the answer may change at once
        if (!listener.ready(resume)) {
            return false;
        }
        synchronized (this) {
            stream.parked = false;
        }
        return true;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean isLast() {
        return lastBytes > 0;
    }

    private boolean handOn(Stream stream, ByteBuffer piece) {
        int length = piece.remaining();
        boolean taken = true;
        try {
            taken = listener.keep(stream.source, piece.duplicate(), stream.pieces.note());
        } catch (RuntimeException e) { // a fault of the listener's must not stop the process
            LOG.atError().addKeyValue("stream", stream.source).setCause(e).log("output listener failed");
        }
        if (taken) {
            FailPoints.hit("output.after-hand-on");
            stream.pieces.taken();
            synchronized (this) {
                lastBytes -= Math.min(lastBytes, length);
            }
        } else {
            stream.pieces.refused(piece);
        }
        return taken;
    }

    private void after(Stream stream, Turn turn) {
        switch (turn) {
            case MORE -> yieldTo(stream);
            case EMPTY -> empty(stream);
            case HUNG_UP -> context.later(HANG_UP_PAUSE, () -> wake(stream));
            case REFUSED -> {
                park(stream);
                context.later(REFUSAL_PAUSE, () -> wake(stream));
            }
            case NOT_READY -> context.later(READY_PAUSE, resume);
        }
    }

    private void empty(Stream stream) {
        if (stream.registration != null) {
            stream.registration.rearm();
            return;
        }
        synchronized (this) {
            left.remove(stream);
        }
        stream.pieces.close();
    }

    /** Puts a busy stream behind the others. */
    private synchronized void yieldTo(Stream busy) {
        if (streams.remove(busy)) {
            streams.add(busy);
        }
        busy.ready = true;
    }
}
