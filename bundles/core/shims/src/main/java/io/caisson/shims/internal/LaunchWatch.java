package io.caisson.shims.internal;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import io.caisson.api.time.Deadline;
import io.caisson.shims.internal.program.Notice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the first notice of a new shim, or for its end. */
final class LaunchWatch implements AutoCloseable {
    private final NoticeReader notices;
    private final CompletableFuture<Optional<Notice>> first = new CompletableFuture<>();
    private final Poller.Registration noticed;
    private final Poller.Registration ended;

    LaunchWatch(ShimContext context, Fd noticeFifo, Fd shim) {
        this.notices = new NoticeReader(context.kernel(), noticeFifo);
        this.noticed = context.poller().onReadable(noticeFifo, this::onNotice);
        this.ended = context.poller().onReadable(shim, this::onEnd);
    }

    private void onNotice() {
        notices.read().stream().findFirst().ifPresent(notice -> first.complete(Optional.of(notice)));
    }

    /** A shim that fails tells so before it ends: so look once more. */
    private void onEnd() {
        onNotice();
        first.complete(Optional.empty());
    }

    /** {@return the first notice; empty if the shim ended without one} @throws TimeoutException at the deadline */
    Optional<Notice> await(Deadline deadline) throws TimeoutException {
        try {
            return first.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }

    @Override
    public void close() {
        noticed.close();
        ended.close();
    }
}
