package io.caisson.supervisor.internal;

import static io.caisson.supervisor.internal.TestServer.await;
import static io.caisson.supervisor.internal.TestServer.refused;
import static io.caisson.supervisor.internal.TestServer.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventType;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Further processes over their life: bounds, ends, restarts, and what happens to them when init ends. */
class ExecTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final int MOST = 64;

    @TempDir
    Path dir;

    private TestServer test;
    private Supervisor server;

    @BeforeEach
    void make() throws IOException {
        test = new TestServer(dir);
        server = test.bootReady();
        test.run(WEB);
    }

    @AfterEach
    void end() throws IOException {
        test.close();
    }

    private Attachment exec(String process, ExecLife life) {
        return exec(WEB, process, life);
    }

    private Attachment exec(ContainerId container, String process, ExecLife life) {
        ExecRequest request = new ExecRequest(
                container,
                new ProcessId(process),
                List.of("true"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                StdioRequest.LOGGED,
                false,
                life);
        return server.exec(request, OutputListener.NONE, soon());
    }

    private static int code(Attachment attachment) throws Exception {
        return attachment.exit().toCompletableFuture().get(20, TimeUnit.SECONDS).code();
    }

    @Test
    void aContainerHasABoundedNumberOfExecs() throws Exception {
        List<Attachment> all = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            all.add(exec("e" + i, ExecLife.FREE));
        }
        CaissonException refusal = refused(() -> exec("more", ExecLife.FREE));
        assertEquals(ErrorCode.RESOURCE_EXHAUSTED, refusal.code());
        assertEquals("process.too-many", refusal.reason());
        test.world.end(WEB, new ProcessId("e0"), 0);
        assertEquals(0, code(all.get(0)));
        exec("more", ExecLife.FREE);
    }

    @Test
    void aLongestLifeEndsAnExecAlsoOverARestart() throws Exception {
        assertEquals(137, code(exec("short", ExecLife.FREE.atMost(Duration.ofMillis(50)))));
        exec("long", ExecLife.FREE.atMost(Duration.ofMillis(300)));
        test.stop();
        server = test.bootReady();
        await("ended", () -> !test.world.isAlive("web/long"));
    }

    @Test
    void anExecWithACallerEndsWhenTheServerWentWithTheCaller() throws Exception {
        exec("free", ExecLife.FREE);
        exec("owned", ExecLife.WITH_CALLER);
        test.stop();
        server = test.bootReady();
        await("ended", () -> !test.world.isAlive("web/owned"));
        await("told", () -> test.told(WEB).contains(EventType.EXEC_EXITED));
        assertTrue(test.world.isAlive("web/free"));
        ExitStatus told = server.waitFor(WEB, new ProcessId("owned"), soon());
        assertEquals(129, told.code(), "by SIGHUP");
    }

    @Test
    void aDirectoryOfAProcessThatIsInNoRecordIsTakenBack() throws Exception {
        exec("kept", ExecLife.FREE);
        test.stop();
        Path stray = Files.createDirectory(test.directory(WEB).resolve("stray"));
        Files.writeString(stray.resolve("process.json"), "{}");
        server = test.bootReady();
        assertTrue(Files.notExists(stray));
        assertTrue(Files.exists(test.directory(WEB).resolve("kept")));
        assertTrue(test.world.isAlive("web/kept"));
    }

    @Test
    @Fault(34)
    void manyShortExecsInTwoLanesAreEachToldOnceAndTheirIdsAreFreeAgain() throws Exception {
        int each = 100;
        List<CompletableFuture<Void>> lanes = List.of(lane("a", each), lane("b", each));
        for (CompletableFuture<Void> lane : lanes) {
            lane.get(120, TimeUnit.SECONDS);
        }
        List<EventType> told = test.told(WEB);
        assertEquals(2 * each, Collections.frequency(told, EventType.EXEC_STARTED));
        assertEquals(2 * each, Collections.frequency(told, EventType.EXEC_EXITED));
        assertEquals(List.of("process web/init", "runtime web", "shim web/init"), sorted(test.world.residue()));
        assertTrue(Files.notExists(test.directory(WEB).resolve("a")));
        assertEquals(1, server.require(WEB).processes().size());
    }

    private static List<String> sorted(List<String> residue) {
        return residue.stream().sorted().toList();
    }

    private CompletableFuture<Void> lane(String process, int count) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < count; i++) {
                Attachment attachment = exec(process, ExecLife.FREE);
                test.world.end(WEB, new ProcessId(process), 0);
                try {
                    assertEquals(0, code(attachment));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    @Test
    @Fault(44)
    void anExecWhileInitEndsRunsOrIsRefusedAndIsToldBeforeInit() throws Exception {
        for (int i = 0; i < 50; i++) {
            ContainerId id = new ContainerId("c" + i);
            test.run(id);
            CompletableFuture<Void> ending = new CompletableFuture<>();
            Runnable end = () -> test.world.end(id, ProcessId.INIT, 3);
            boolean during = i % 2 == 0;
            test.world.beforeLaunch = during ? end : () -> {};
            if (!during) {
                ending = CompletableFuture.runAsync(end);
            }
            try {
                Attachment attachment = exec(id, "x", ExecLife.FREE);
                // The host in memory does not end what came after init's end, as the kernel does.
                test.world.end(id, new ProcessId("x"), 137);
                assertEquals(137, code(attachment));
            } catch (CaissonException e) {
                assertEquals(ErrorCode.FAILED_PRECONDITION, e.code());
                assertEquals("container.not-running", e.reason());
            }
            test.world.beforeLaunch = () -> {};
            if (!during) {
                ending.get(20, TimeUnit.SECONDS);
            }
            assertEquals(3, server.waitFor(id, ProcessId.INIT, soon()).code());
            List<EventType> told = test.told(id);
            assertEquals(
                    Collections.frequency(told, EventType.EXEC_STARTED),
                    Collections.frequency(told, EventType.EXEC_EXITED),
                    told.toString());
            assertEquals(told.size() - 1, told.lastIndexOf(EventType.EXITED), told.toString());
        }
    }

    @Test
    @Fault(45)
    void aContainerThatEndsAtOnceIsStartedAndItsExitIsKnown() {
        for (int i = 0; i < 50; i++) {
            ContainerId id = new ContainerId("t" + i);
            test.world.beforeStartEnds = () -> test.world.end(id, ProcessId.INIT, 0);
            server.run(CreateRequest.of(id, Path.of("/oci")), soon());
            assertEquals(0, server.waitFor(id, ProcessId.INIT, soon()).code());
            assertEquals(List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED), test.told(id));
        }
    }
}
