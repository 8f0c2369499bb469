package io.caisson.supervisor.internal;

import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.ProcessView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process of a container, as it stands on disk.
 *
 * @param identity empty while it is being launched
 * @param shim empty while it is being launched
 * @param exit empty while it runs
 * @param withCaller whether it may not outlive the server whose caller follows it
 * @param endsAt when it is killed at the latest; empty means never
 */
record ProcessRecord(
        ProcessId id,
        List<String> args,
        String cwd,
        boolean terminal,
        Optional<ProcessIdentity> identity,
        Optional<ProcessIdentity> shim,
        Optional<Instant> startedAt,
        Optional<ExitStatus> exit,
        boolean withCaller,
        Optional<Instant> endsAt) {
    ProcessRecord {
        args = List.copyOf(args);
    }

    static ProcessRecord launching(ProcessId id, List<String> args, String cwd, boolean terminal) {
        return new ProcessRecord(
                id,
                args,
                cwd,
                terminal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** {@return with an end} @param now when its life begins */
    ProcessRecord living(ExecLife life, Instant now) {
        return new ProcessRecord(
                id,
                args,
                cwd,
                terminal,
                identity,
                shim,
                startedAt,
                exit,
                life.withCaller(),
                life.longest().map(now::plus));
    }

    ProcessRecord launched(ProcessIdentity process, Optional<ProcessIdentity> itsShim) {
        return new ProcessRecord(
                id, args, cwd, terminal, Optional.of(process), itsShim, startedAt, exit, withCaller, endsAt);
    }

    ProcessRecord started(Instant at) {
        return new ProcessRecord(id, args, cwd, terminal, identity, shim, Optional.of(at), exit, withCaller, endsAt);
    }

    ProcessRecord exited(ExitStatus status) {
        return new ProcessRecord(
                id, args, cwd, terminal, identity, shim, startedAt, Optional.of(status), withCaller, endsAt);
    }

    /** {@return without the identities: whoever has its pid now is nobody we know} */
    ProcessRecord forgotten() {
        return new ProcessRecord(
                id, args, cwd, terminal, Optional.empty(), Optional.empty(), startedAt, exit, withCaller, endsAt);
    }

    ProcessView view() {
        return new ProcessView(
                id,
                exit.isPresent() ? OptionalLong.empty() : pid(identity),
                exit.isPresent() ? OptionalLong.empty() : pid(shim),
                args,
                cwd,
                terminal,
                startedAt,
                exit);
    }

    private static OptionalLong pid(Optional<ProcessIdentity> process) {
        return process.isPresent() ? OptionalLong.of(process.get().pid()) : OptionalLong.empty();
    }
}
