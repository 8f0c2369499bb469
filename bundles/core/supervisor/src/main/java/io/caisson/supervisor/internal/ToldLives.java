package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the journal tells of the last life of each id. Used once, by one thread. */
final class ToldLives {
    private static final int AT_ONCE = 1_000;

    /** One life. Changed while the journal is read. */
    static final class Life {
        final long birth;
        final Set<ProcessId> execs = new TreeSet<>(); // that have started and not exited
        Optional<ExitStatus> exit = Optional.empty();
        boolean deleted;

        private Life(long birth) {
            this.birth = birth;
        }
    }

    /** {@return the life that a definition knows, whose events retention has taken} */
    static Life untold(Definition definition) {
        Life life = new Life(definition.birth());
        life.exit = definition.exit();
        return life;
    }

    private final Map<ContainerId, Life> lives = new HashMap<>();
    private final Optional<Instant> since;

    ToldLives(EventJournal journal) {
        List<EventRecord> records = journal.read(0, EventFilter.ALL, AT_ONCE);
        since = records.stream().findFirst().map(EventRecord::at);
        while (!records.isEmpty()) {
            for (EventRecord record : records) {
                if (record.event() instanceof ContainerEvent event) {
                    take(event);
                }
            }
            long last = records.get(records.size() - 1).sequence();
            records = journal.read(last, EventFilter.ALL, AT_ONCE);
        }
    }

    private void take(ContainerEvent event) {
        Life life = lives.get(event.container());
        if (life == null || life.birth != event.birth()) {
            life = new Life(event.birth());
            lives.put(event.container(), life);
        }
        if (event instanceof ContainerEvent.ExecStarted started) {
            life.execs.add(started.process());
        } else if (event instanceof ContainerEvent.ExecExited exited) {
            life.execs.remove(exited.process());
        } else if (event instanceof ContainerEvent.Exited exited) {
            life.exit = Optional.of(exited.exit());
        } else if (event instanceof ContainerEvent.Deleted) {
            life.deleted = true;
        }
    }

    Set<ContainerId> ids() {
        return Set.copyOf(lives.keySet());
    }

    Optional<Life> of(ContainerId id) {
        return Optional.ofNullable(lives.get(id));
    }

    /** {@return whether the journal still has the time of a birth, which is in microseconds since 1970} */
    boolean reachesBackTo(long birth) {
        return since.filter(first -> first.toEpochMilli() < birth / 1_000).isPresent();
    }
}
