package io.caisson.supervisor.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Exits of the last execs, for whoever asks just after they were told. Safe for many threads. */
final class PastExits {
    private static final int MOST = 100;

    private final Map<ProcessId, ExitStatus> exits = new LinkedHashMap<>(); // guarded by this

    synchronized void add(ProcessId process, ExitStatus exit) {
        exits.remove(process);
        exits.put(process, exit);
        if (exits.size() > MOST) {
            exits.remove(exits.keySet().iterator().next());
        }
    }

    synchronized Optional<ExitStatus> of(ProcessId process) {
        return Optional.ofNullable(exits.get(process));
    }
}
