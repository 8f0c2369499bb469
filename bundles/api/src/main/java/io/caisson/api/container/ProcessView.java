package io.caisson.api.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process of a container at one moment.
 *
 * @param pid host pid; empty before it runs
 * @param shimPid host pid of its shim; empty when there is none any more
 * @param exit empty while it runs
 */
public record ProcessView(
        ProcessId id,
        OptionalLong pid,
        OptionalLong shimPid,
        List<String> args,
        String cwd,
        boolean terminal,
        Optional<Instant> startedAt,
        Optional<ExitStatus> exit) {
    public ProcessView {
        args = List.copyOf(args);
    }
}
