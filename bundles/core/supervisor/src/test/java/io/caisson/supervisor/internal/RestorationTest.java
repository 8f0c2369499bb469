package io.caisson.supervisor.internal;

import static io.caisson.supervisor.internal.TestServer.await;
import static io.caisson.supervisor.internal.TestServer.refused;
import static io.caisson.supervisor.internal.TestServer.soon;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.container.Signal;
import io.caisson.api.event.EventType;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that comes back: it serves at once, what hangs hangs alone, and what cannot be read is not lost. */
class RestorationTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ContainerId DB = new ContainerId("db");

    @TempDir
    Path dir;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private TestServer test;

    @BeforeEach
    void make() throws IOException {
        test = new TestServer(dir);
    }

    @AfterEach
    void end() throws IOException {
        goOn.countDown();
        test.close();
    }

    private void hang() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String problem(Supervisor server, ContainerId id) {
        return server.require(id).state() instanceof ContainerState.Unknown unknown ? unknown.problem() : "";
    }

    @Test
    void itServesBeforeItHasLookedAtAnything() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.stop();
        test.world.beforeCgroups = this::hang;
        Supervisor server = test.boot();
        assertEquals(new RestoreProgress(0, 0, false), server.restoreProgress());
        assertEquals("RESTORING 0/0", server.restoreProgress().text());
        assertEquals(List.of(), server.list());
        assertEquals(
                "container.restoring", refused(() -> server.require(WEB)).reason(), "that there is none is not known");
        CompletableFuture<String> create = CompletableFuture.supplyAsync(() -> refused(
                        () -> server.create(CreateRequest.of(WEB, Path.of("/oci")), soon()))
                .reason());
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> server.kill(WEB, ProcessId.INIT, Signal.KILL));
        goOn.countDown();
        assertEquals("container.exists", create.get());
        kill.get();
        assertEquals(137, server.waitFor(WEB, ProcessId.INIT, soon()).code());
        assertEquals("READY", server.restoreProgress().text());
    }

    @Test
    @Fault(6)
    void whatHangsHangsAloneAndCanBeKilled() throws Exception {
        test.bootReady();
        List<ContainerId> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(new ContainerId("c" + i));
            test.run(all.get(i));
        }
        test.stop();
        Set<String> wedged = Set.of("c3", "c13", "c23", "c33", "c43");
        test.world.beforeReattach = key -> {
            if (wedged.contains(key.split("/")[0])) {
                hang();
            }
        };
        Supervisor server = test.boot();
        await("all listed", () -> server.list().size() == 50);
        all.stream()
                .filter(id -> !wedged.contains(id.value()))
                .forEach(id -> await(id + " restored", () -> test.status(id) == ContainerStatus.RUNNING));
        await("ready", () -> server.restoreProgress().complete());
        for (String id : wedged) {
            assertEquals("unresponsive: its shim or runtime does not answer", problem(server, new ContainerId(id)));
        }
        ContainerId one = new ContainerId("c3");
        assertEquals(
                "container.restoring", refused(() -> server.pause(one, soon())).reason());
        server.kill(one, ProcessId.INIT, Signal.KILL);
        goOn.countDown();
        assertEquals(137, server.waitFor(one, ProcessId.INIT, soon()).code());
        await("the rest back", () -> test.status(new ContainerId("c13")) == ContainerStatus.RUNNING);
        assertEquals(List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED), test.told(one));
    }

    @Test
    void moreThanThePoolHangAndTheOthersAreRestored() throws Exception {
        test.bootReady();
        for (int i = 0; i < 40; i++) {
            test.run(new ContainerId("c" + i));
        }
        test.run(WEB);
        test.stop();
        test.world.beforeReattach = key -> {
            if (!key.startsWith("web/")) {
                hang();
            }
        };
        test.boot();
        await("restored", () -> test.status(WEB) == ContainerStatus.RUNNING);
    }

    @Test
    @Fault(6)
    void anUnresponsiveContainerIsDeletedWithForceAsSoonAsItsShimIsDead() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.stop();
        test.world.beforeReattach = key -> {
            while (test.world.isShimAlive(key) && goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
        };
        Supervisor server = test.boot();
        await("unresponsive", () -> test.status(WEB) == ContainerStatus.UNKNOWN);
        server.delete(WEB, true, soon());
        assertEquals(List.of(), server.list());
        assertEquals(List.of(), test.world.residue());
        assertEquals(
                List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED), test.told(WEB));
    }

    private Path damage(ContainerId id) throws IOException {
        Path record = test.directory(id).resolve("state.json");
        byte[] bytes = Files.readAllBytes(record);
        bytes[bytes.length / 2] ^= 1;
        Files.write(record, bytes);
        return record;
    }

    @Test
    @Fault(21)
    void aDamagedRecordLeavesTheContainerKillableByItsStartTime() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.run(DB);
        test.stop();
        byte[] damaged = Files.readAllBytes(damage(WEB));
        Supervisor server = test.bootReady();
        assertEquals("state.json is damaged: its checksum differs", problem(server, WEB));
        assertEquals(1, server.require(WEB).processes().size(), "its init is told");
        assertEquals(ContainerStatus.RUNNING, test.status(DB));
        assertEquals(
                "container.quarantined",
                refused(() -> server.start(WEB, soon())).reason());
        server.kill(WEB, ProcessId.INIT, Signal.KILL);
        assertFalse(test.world.isAlive("web/init"));
        assertTrue(test.world.isAlive("db/init"));
        server.delete(WEB, true, soon());
        assertFalse(Files.exists(test.directory(WEB)));
        try (Stream<Path> kept = Files.list(test.rootDir().resolve("quarantine"))) {
            assertArrayEquals(damaged, Files.readAllBytes(kept.findFirst().orElseThrow()));
        }
    }

    @Test
    @Fault(21)
    void noForeignProcessIsSignalledForADamagedRecord() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.run(DB);
        test.stop();
        damage(WEB);
        // The number of another process, with the start time of its own.
        Path stranger = test.directory(DB).resolve("init/starttime");
        String line = Files.readString(test.directory(WEB).resolve("init/starttime"));
        String other = Files.readString(stranger).split(" ")[0];
        Files.writeString(test.directory(WEB).resolve("init/starttime"), line.replaceFirst("^[0-9]+", other));
        Supervisor server = test.bootReady();
        server.kill(WEB, ProcessId.INIT, Signal.KILL); // by the runtime, which has its own state
        assertTrue(test.world.isAlive("db/init"));
        assertFalse(test.world.isAlive("web/init"));
    }

    @Test
    @Fault(25)
    void anExitIsNotedThoughTheStateDirectoryWasDeleted() throws Exception {
        Supervisor server = test.bootReady();
        test.run(WEB);
        new DurableFiles(DurableFiles.Changes.NONE).removeTree(test.stateDir());
        test.world.end(WEB, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(WEB, ProcessId.INIT, soon()).code());
        assertTrue(Files.exists(test.directory(WEB).resolve("state.json")));
        server.delete(WEB, false, soon());
        assertEquals(
                List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED), test.told(WEB));
    }

    @Test
    @Fault(25)
    void aContainerWhoseStateDirectoryWasDeletedIsFoundByItsCgroup() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.stop();
        new DurableFiles(DurableFiles.Changes.NONE).removeTree(test.directory(WEB));
        test.world.populated = Set.of("web");
        test.world.strangers = Set.of(42L);
        Supervisor server = test.bootReady();
        assertEquals("its state directory is gone", problem(server, WEB));
        assertEquals(
                "container.exists",
                refused(() -> server.create(CreateRequest.of(WEB, Path.of("/oci")), soon()))
                        .reason());
        test.world.strangers = Set.of();
        server.delete(WEB, true, soon());
        assertTrue(test.world.removedCgroups.stream().anyMatch(path -> path.endsWith("/web")));
        assertEquals(List.of(), server.list());
    }

    @Test
    void aRecordThatTheDiskDoesNotGiveIsReadLater() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.stop();
        Path record = test.directory(WEB).resolve("state.json");
        byte[] bytes = Files.readAllBytes(record);
        Files.delete(record);
        Files.createDirectory(record); // reading it is an I/O error
        Supervisor server = test.bootReady();
        assertTrue(problem(server, WEB).startsWith("unresponsive: "), problem(server, WEB));
        assertEquals(
                "container.restoring",
                refused(() -> server.delete(WEB, true, soon())).reason());
        Files.delete(record);
        Files.write(record, bytes);
        await("read", () -> test.status(WEB) == ContainerStatus.RUNNING);
    }

    @Test
    @Fault(21)
    void everyDamageOfEveryStateFileIsLoadedQuarantinedOrRecovered() throws Exception {
        test.bootReady();
        test.run(WEB);
        test.run(DB);
        test.stop();
        List<Path> files;
        try (Stream<Path> all = Files.walk(test.directory(WEB))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertTrue(files.size() >= 3, "record, document and start time: " + files);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            int step = Math.max(1, whole.length / 12);
            for (int cut = 0; cut < whole.length; cut += step) {
                survives(file, Arrays.copyOf(whole, cut));
            }
            for (int bit = 0; bit < Math.min(64, whole.length) * 8; bit += 37) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                survives(file, flipped);
            }
            survives(file, new byte[whole.length]);
            Files.write(file, whole);
        }
    }

    private void survives(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Supervisor server = test.bootReady();
        String what = file.getFileName() + ": " + new String(content, StandardCharsets.ISO_8859_1);
        assertEquals(2, server.list().size(), what);
        assertEquals(ContainerStatus.RUNNING, test.status(DB), what);
        assertTrue(Set.of(ContainerStatus.RUNNING, ContainerStatus.UNKNOWN).contains(test.status(WEB)), what);
        assertTrue(test.world.isAlive("web/init"), what);
        assertTrue(test.world.isAlive("db/init"), what);
        test.stop();
    }
}
