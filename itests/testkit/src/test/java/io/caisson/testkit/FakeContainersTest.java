package io.caisson.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.EventJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeContainersTest extends ContainersContractTest {
    private final FakeJournal journal = new FakeJournal();
    private final FakeContainers containers = new FakeContainers(journal);

    @Override
    protected Containers containers() {
        return containers;
    }

    @Override
    protected EventJournal journal() {
        return journal;
    }

    @Override
    protected Path ociBundle() {
        return Path.of("/bundle");
    }

    @Test
    void stopKillsWhatIgnoresSigterm() {
        ContainerId id = new ContainerId("stubborn");
        containers.run(CreateRequest.of(id, ociBundle()), deadline());
        containers.ignoreTerm(id);
        assertEquals(137, containers.stop(id, Duration.ofMillis(1)).code());
        assertEquals(List.of(Signal.TERM), containers.signals(id));
    }

    @Test
    void aJournalThatIsFullLeavesTheStateAsItWas() {
        ContainerId id = new ContainerId("full");
        containers.create(CreateRequest.of(id, ociBundle()), deadline());
        journal.refuseAppends(true);
        assertThrows(CaissonException.class, () -> containers.start(id, deadline()));
        assertEquals(ContainerStatus.CREATED, containers.require(id).status());
    }
}
