package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what is in one directory of the state directory. What takes too long, or fails, is shown as unresponsive and
 * counts as done, so that nobody waits for it; it is tried again with growing pauses.
 */
final class RestoreTask {
    private static final Logger log = LoggerFactory.getLogger(RestoreTask.class);

    /** How long one step may take before the container is shown as unresponsive. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Collaborators with;
    private final ContainerTable table;
    private final RestorePool pool;
    private final RestoreCount count;
    private final Path directory;
    private final boolean entombed;
    private final AtomicBoolean counted = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean(); // for the next attempt
    private volatile ManagedContainer container; // null until the record is read
    private volatile int attempt; // of one thread at a time

    RestoreTask(Collaborators with, ContainerTable table, RestorePool pool, RestoreCount count, Path directory) {
        this.with = with;
        this.table = table;
        this.pool = pool;
        this.count = count;
        this.directory = directory;
        this.entombed = StateDirectory.isTomb(directory);
    }

    /** {@return the container's id; empty for a tombstone and for what is no container's directory} */
    Optional<ContainerId> id() {
        try {
            return entombed
                    ? Optional.empty()
                    : Optional.of(new ContainerId(directory.getFileName().toString()));
        } catch (CaissonException e) {
            return Optional.empty();
        }
    }

    void begin() {
        pool.begin(this::readRecord);
    }

    private void readRecord() {
        attempt++;
        Runnable inTime = pool.later(PATIENCE, () -> hangs("its record cannot be read"));
        try {
            StateDirectory found = StateDirectory.of(with.files(), directory);
            if (found.isVoid()) {
                found.remove();
                settled();
                return;
            }
            accept(found, found.read());
        } catch (UnreadableRecordException e) {
            quarantine(String.valueOf(e.getMessage()), e);
            settled();
        } catch (IOException | RuntimeException e) { // the disk's fault, which may pass
            failed(e, this::readRecord);
        } finally {
            inTime.run();
        }
    }

    private void accept(StateDirectory found, ContainerRecord record) throws UnreadableRecordException {
        if (!entombed && !directory.getFileName().toString().equals(record.id().value())) {
            throw new UnreadableRecordException("is the record of container " + record.id());
        }
        with.births().seen(record.birth());
        ManagedContainer read = table.make(record.id());
        read.restore(new Ledger(with.journal(), with.clock(), found, record));
        container = read;
        if (!entombed) {
            table.read(read);
        }
        FailPoints.hit("recovery.read");
        attempt = 0;
        read.mailbox().executeOn(pool, this::recover);
    }

    /** On the container's mailbox. What keeps it from being restored may pass: a runtime that is being upgraded. */
    private void recover() {
        ManagedContainer restored = container;
        if (restored.isRemoved()) {
            return;
        }
        attempt++;
        Runnable inTime = pool.later(PATIENCE, () -> hangs("its shim or runtime does not answer"));
        try {
            new ContainerRecovery(with, restored).recover(entombed);
            inTime.run();
            restored.responsiveness().found();
            restored.ready().complete(null);
            settled();
        } catch (RuntimeException e) {
            inTime.run();
            restored.unrestore();
            failed(e, () -> restored.mailbox().executeOn(pool, this::recover));
        }
    }

    /** On the timer's thread. The attempt goes on; it may still come to an end. */
    private void hangs(String why) {
        log.atWarn().addKeyValue("directory", directory).addKeyValue("why", why).log("a container does not respond");
        pool.replaceHanging();
        show(why, () -> {});
        settled();
    }

    private void failed(Exception e, Runnable again) {
        log.atError()
                .addKeyValue("directory", directory)
                .addKeyValue("attempt", attempt)
                .setCause(e)
                .log("a container cannot be restored, it is tried again");
        waiting.set(true);
        Runnable once = () -> {
            if (waiting.compareAndSet(true, false)) {
                again.run();
            }
        };
        show(e.getMessage(), once);
        settled();
        pool.later(pause(), () -> pool.begin(once));
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void show(String why, Runnable retry) {
        ManagedContainer read = container;
        if (read != null) {
            read.responsiveness().lost(why, retry);
        } else {
            id().ifPresent(id -> table.put(Quarantine.unread(with, id, directory, why)));
        }
    }

    private void quarantine(String problem, Exception cause) {
        log.atError()
                .addKeyValue("directory", directory)
                .setCause(cause)
                .log("a container's record cannot be read, it is left alone");
        id().ifPresent(id -> table.put(Quarantine.damaged(with, id, directory, problem)));
    }

    private void settled() {
        id().ifPresent(table::looked);
        if (counted.compareAndSet(false, true)) {
            count.done();
        }
    }
}
