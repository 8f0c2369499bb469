package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what lived in an earlier boot of the host, without asking or signalling anybody: whoever has a pid of it now is a
 * stranger. On the container's mailbox; doing it twice does no harm.
 */
final class EarlierBoot {
    private static final Logger log = LoggerFactory.getLogger(EarlierBoot.class);

    private final Collaborators with;
    private final ManagedContainer container;
    private final Ledger ledger;

    EarlierBoot(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
        this.ledger = container.ledger();
    }

    void end() {
        container.restarts().rebooted();
        forgetOutside();
        for (Path process : ledger.directory().processDirectories()) {
            ledger.directory()
                    .removeProcessDirectory(new ProcessId(process.getFileName().toString()));
        }
        if (ledger.state() instanceof ContainerState.Creating) {
            return; // taken back as every half-made container
        }
        if (ledger.state() instanceof ContainerState.Live) {
            tellExits();
        } else {
            ledger.persist(settled(ledger.record()));
        }
        log.atWarn().addKeyValue("container", container.id()).log("a reboot of the host has ended a container");
    }

    private void forgetOutside() {
        ContainerRecord record = ledger.record();
        try {
            container.runtime().forget(record.id());
            with.cgroups().removeIfEmpty(record.cgroupsPath());
        } catch (CaissonException e) { // the exit must be told nevertheless
            log.atWarn().addKeyValue("container", record.id()).setCause(e).log("something of an earlier boot stays");
        }
    }

    private void tellExits() {
        ExitStatus exit = ExitStatus.reboot(with.clock().instant());
        for (ProcessRecord process : ledger.record().processes()) {
            ContainerRecord record = ledger.record();
            if (process.id().isInit() || process.exit().isPresent()) {
                continue;
            }
            if (process.identity().isPresent()) { // else it was never told of
                ledger.apply(
                        record.withProcess(process.exited(exit)),
                        new ContainerEvent.ExecExited(record.id(), record.birth(), process.id(), exit));
            }
        }
        ContainerRecord record = ledger.record();
        ProcessRecord init = record.process(ProcessId.INIT).orElseThrow();
        ledger.apply(
                settled(record.withoutIntent().withProcess(init.exited(exit))),
                new ContainerEvent.Exited(record.id(), record.birth(), exit));
    }

    /** {@return with nothing in it that means something in another boot} */
    private ContainerRecord settled(ContainerRecord record) {
        ContainerRecord settled = record.withBootId(with.boot().id());
        for (ProcessRecord process : record.processes()) {
            settled = process.id().isInit()
                    ? settled.withProcess(process.forgotten())
                    : settled.withoutProcess(process.id());
        }
        return settled;
    }
}
