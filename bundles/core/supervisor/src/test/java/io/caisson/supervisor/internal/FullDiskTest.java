package io.caisson.supervisor.internal;

import static io.caisson.supervisor.internal.TestServer.await;
import static io.caisson.supervisor.internal.TestServer.refused;
import static io.caisson.supervisor.internal.TestServer.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventType;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state directory is full, or read-only: nothing new begins, and what is there can still be ended. */
class FullDiskTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ContainerId NEW = new ContainerId("new");
    private static final String FULL = "No space left on device";

    @TempDir
    Path dir;

    private TestServer test;
    private Supervisor server;

    @BeforeEach
    void boot() throws IOException {
        test = new TestServer(dir);
        server = test.bootReady();
        await("the reserve is there", () -> reserved() == 16);
    }

    @AfterEach
    void stop() throws IOException {
        test.changes = DurableFiles.Changes.NONE;
        test.close();
    }

    private long reserved() {
        try (Stream<Path> files = Files.list(test.stateDir().resolve(".reserve"))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** A disk that is full as long as all of the reserve is there: what is released can be used. */
    private void full() {
        test.changes = (change, file) -> {
            if (!change.equals("remove") && reserved() >= 14) {
                throw new IOException(FULL);
            }
        };
    }

    private CaissonException create() {
        return refused(() -> server.create(CreateRequest.of(NEW, Path.of("/oci")), soon()));
    }

    private static ExecRequest exec() {
        return new ExecRequest(
                WEB,
                new ProcessId("x"),
                List.of("ls"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                StdioRequest.LOGGED);
    }

    @Test
    @Fault({15, 16})
    void onAFullDiskNothingBeginsAndEverythingCanBeEnded() {
        test.run(WEB);
        full();
        assertEquals(ErrorCode.RESOURCE_EXHAUSTED, create().code());
        assertEquals("state.no-space", create().reason());
        assertEquals(Optional.empty(), server.find(NEW));
        assertEquals(
                "state.no-space",
                refused(() -> server.exec(exec(), OutputListener.NONE, soon())).reason());
        assertEquals(16, reserved(), "nothing new takes from it");
        server.pause(WEB, soon());
        assertEquals(12, reserved(), "a part was given up");
        server.resume(WEB, soon());
        server.kill(WEB, ProcessId.INIT, Signal.KILL);
        assertEquals(137, server.stop(WEB, Duration.ZERO).code());
        assertEquals("state.no-space", create().reason(), "the reserve is in use");
        server.delete(WEB, false, soon());
        assertEquals(EventType.DELETED, test.told(WEB).get(test.told(WEB).size() - 1));
        test.changes = DurableFiles.Changes.NONE;
        await("the reserve is filled again", () -> reserved() == 16);
        server.create(CreateRequest.of(NEW, Path.of("/oci")), soon());
    }

    @Test
    @Fault(20)
    void onADiskThatIsReadOnlyNothingIsLostAndTheRestFollows() {
        test.run(WEB);
        test.changes = (change, file) -> {
            throw new IOException("Read-only file system");
        };
        CaissonException refused = create();
        assertEquals("state.unwritable", refused.reason());
        assertTrue(refused.getMessage().contains("Read-only file system"), refused.getMessage());
        assertTrue(refused.getMessage().contains(test.directory(NEW).toString()), refused.getMessage());
        server.kill(WEB, ProcessId.INIT, Signal.KILL);
        assertEquals(ContainerStatus.RUNNING, test.status(WEB), "an exit that is not on disk is not told");
        test.changes = DurableFiles.Changes.NONE;
        assertEquals(137, server.waitFor(WEB, ProcessId.INIT, soon()).code());
    }

    /** Each call, with its first disk operation failing, then its second, until one goes through without a fault. */
    @Test
    @Fault(15)
    void whateverOperationFailsTheCallIsRefusedAndDoneAgain() {
        int faults = 0;
        faults += failEach("create", () -> server.create(CreateRequest.of(WEB, Path.of("/oci")), soon()));
        faults += failEach("start", () -> server.start(WEB, soon()));
        faults += failEach("pause", () -> server.pause(WEB, soon()));
        faults += failEach("resume", () -> server.resume(WEB, soon()));
        faults += failEach("exec", () -> server.exec(exec(), OutputListener.NONE, soon()));
        test.world.end(WEB, new ProcessId("x"), 1);
        await("the exec is told", () -> test.told(WEB).contains(EventType.EXEC_EXITED));
        faults += failEach("stop", () -> server.stop(WEB, Duration.ZERO));
        faults += failEach("delete", () -> server.delete(WEB, false, soon()));
        assertTrue(faults > 20, faults + " faults");
        await("the deletion is told", () -> test.told(WEB).contains(EventType.DELETED));
        assertEquals(
                List.of(
                        EventType.CREATED,
                        EventType.STARTED,
                        EventType.PAUSED,
                        EventType.RESUMED,
                        EventType.EXEC_STARTED,
                        EventType.EXEC_EXITED,
                        EventType.EXITED,
                        EventType.DELETED),
                test.told(WEB).stream().distinct().toList());
        assertEquals(List.of(), test.world.residue());
    }

    private int failEach(String what, Runnable call) {
        int place = 1;
        while (true) {
            AtomicInteger left = new AtomicInteger(place);
            test.changes = (change, file) -> {
                if (left.decrementAndGet() == 0) {
                    throw new IOException("Input/output error");
                }
            };
            String answer = "done";
            try {
                call.run();
            } catch (CaissonException e) {
                answer = e.reason();
            }
            test.changes = DurableFiles.Changes.NONE;
            if (answer.equals("done")) {
                return place;
            }
            if (!answer.equals("process.exists")) { // that is: one that failed is being put away
                assertEquals("state.unwritable", answer, what + " at " + place);
                place++;
            }
        }
    }
}
