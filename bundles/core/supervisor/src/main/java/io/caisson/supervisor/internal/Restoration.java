package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what is in the state directory when the server starts, and takes it up again side by side. */
final class Restoration {
    private static final Logger log = LoggerFactory.getLogger(Restoration.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Collaborators with;
    private final ContainerTable table;
    private final AtomicInteger restoring = new AtomicInteger();

    Restoration(Collaborators with, ContainerTable table) {
        this.with = with;
        this.table = table;
    }

    /** {@return how many containers have not been looked at} */
    int restoring() {
        return restoring.get();
    }

    /** Returns when all that is there is known; it is taken up on the mailboxes. */
    void run() {
        List<Path> directories = new ArrayList<>();
        try (Stream<Path> children = Files.list(with.stateDir())) {
            children.filter(Files::isDirectory).forEach(directories::add);
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE,
                    "state.unreadable",
                    "cannot read the state directory " + with.stateDir() + ": " + e,
                    Map.of(),
                    e);
        }
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            boolean entombed = name.startsWith(StateDirectory.TOMBSTONE);
            if (entombed || !name.startsWith(".")) {
                restore(directory, entombed);
            }
        }
    }

    private void restore(Path directory, boolean entombed) {
        StateDirectory found = StateDirectory.of(with.files(), directory);
        if (found.isVoid()) {
            removeVoid(found);
            return;
        }
        ContainerRecord record;
        try {
            record = found.read();
            if (!entombed
                    && !directory.getFileName().toString().equals(record.id().value())) {
                throw new IOException("is the record of container " + record.id());
            }
        } catch (IOException e) {
            keepAside(directory, e);
            return;
        }
        table.born(record.birth());
        ManagedContainer container = table.make(record.id());
        container.restore(new Ledger(with.journal(), with.clock(), found, record));
        if (!entombed) {
            table.put(container);
        }
        restoring.incrementAndGet();
        container.mailbox().execute(() -> {
            try {
                recover(container, entombed, 1);
            } finally {
                restoring.decrementAndGet();
            }
        });
    }

    /** On the container's mailbox. What keeps it from being restored may pass: a runtime that is being upgraded. */
    private void recover(ManagedContainer container, boolean entombed, int attempt) {
        try {
            new ContainerRecovery(with, container).recover(entombed);
            container.ready().complete(null);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("container", container.id())
                    .addKeyValue("attempt", attempt)
                    .setCause(e)
                    .log("a container cannot be restored, it is tried again");
            container.unrestore();
            container.facts().later(PAUSE.toMillis(), () -> recover(container, entombed, attempt + 1));
        }
    }

    private static void removeVoid(StateDirectory found) {
        try {
            found.remove();
        } catch (CaissonException e) {
            log.atWarn().addKeyValue("directory", found.path()).setCause(e).log("an empty directory stays");
        }
    }

    private void keepAside(Path directory, IOException problem) {
        log.atError()
                .addKeyValue("directory", directory)
                .setCause(problem)
                .log("a container's record cannot be read, it is left alone");
        try {
            ContainerId id = new ContainerId(directory.getFileName().toString());
            table.put(new Quarantine(
                    id,
                    directory,
                    String.valueOf(problem.getMessage()),
                    with.clock().instant()));
        } catch (CaissonException e) {
            log.atDebug().addKeyValue("directory", directory).log("it is no container's directory");
        }
    }
}
