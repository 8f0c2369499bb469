package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.EventType;
import io.caisson.testkit.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stop and delete, many at once and of what does not end. */
class EndingsTest {
    private static final ContainerId ID = new ContainerId("web");
    private static final int CALLERS = 32;

    @TempDir
    Path dir;

    private TestServer test;
    private Supervisor server;
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @BeforeEach
    void boot() throws Exception {
        test = new TestServer(dir);
        server = test.bootReady();
    }

    @AfterEach
    void stop() throws Exception {
        callers.shutdownNow();
        assertTrue(callers.awaitTermination(10, TimeUnit.SECONDS));
        test.close();
    }

    /** {@return what each of many callers at once got: {@code OK ...} or a reason; sorted} */
    private List<String> allAtOnce(Callable<?> call) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            answers.add(callers.submit(() -> {
                go.await();
                try {
                    return "OK " + call.call();
                } catch (CaissonException e) {
                    return e.reason();
                }
            }));
        }
        go.countDown();
        List<String> all = new ArrayList<>();
        for (Future<String> answer : answers) {
            all.add(answer.get(30, TimeUnit.SECONDS));
        }
        Collections.sort(all);
        return all;
    }

    private long told(EventType type) {
        return test.told(ID).stream().filter(each -> each == type).count();
    }

    @Test
    @Fault(47)
    void ofManyWhoCreateTheSameIdOneWins() throws Exception {
        List<String> answers = allAtOnce(() -> server.create(CreateRequest.of(ID, Path.of("/oci")), TestServer.soon())
                .id());
        assertEquals("OK web", answers.get(0));
        assertEquals(Collections.nCopies(CALLERS - 1, "container.exists"), answers.subList(1, CALLERS));
        assertEquals(1, told(EventType.CREATED));
    }

    @Test
    @Fault(46)
    void aRunningContainerIsDeletedOnlyWithForceAndByManyAtOnceOnce() throws Exception {
        test.run(ID);
        assertEquals(Collections.nCopies(CALLERS, "container.running"), allAtOnce(() -> {
            server.delete(ID, false, TestServer.soon());
            return "";
        }));
        List<String> answers = allAtOnce(() -> {
            server.delete(ID, true, TestServer.soon());
            return "";
        });
        assertTrue(answers.contains("OK "), answers.toString());
        assertTrue(
                answers.stream().allMatch(answer -> answer.equals("OK ") || answer.equals("container.unknown")),
                answers.toString());
        assertEquals(1, told(EventType.EXITED));
        assertEquals(1, told(EventType.DELETED));
        assertEquals(List.of(), test.world.residue());
    }

    @Test
    @Fault(46)
    void manyWhoStopGetTheSameExit() throws Exception {
        test.run(ID);
        List<String> answers = allAtOnce(() -> server.stop(ID, Duration.ofSeconds(5)));
        assertEquals(1, answers.stream().distinct().count(), answers.toString());
        assertEquals(answers.get(0), "OK " + server.stop(ID, Duration.ofSeconds(5)));
        assertEquals(1, told(EventType.EXITED));
    }

    @Test
    void ofTwoStopsTheShorterGraceCounts() throws Exception {
        test.run(ID);
        test.world.ignoredSignals.add("web 15");
        long began = System.nanoTime();
        Future<ExitStatus> patient = callers.submit(() -> server.stop(ID, Duration.ofMinutes(10)));
        TestServer.await("asked", () -> test.world.signals() > 0);
        ExitStatus exit = server.stop(ID, Duration.ofMillis(50));
        assertEquals(exit, patient.get(10, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - began < Duration.ofMinutes(1).toNanos());
    }

    @Test
    @Fault(42)
    void whatIgnoresSigtermIsForcedAndTheExitSaysSo() {
        test.run(ID);
        test.world.ignoredSignals.add("web 15");
        assertEquals("forced", server.stop(ID, Duration.ofMillis(50)).reason());
        assertEquals(137, server.require(ID).exit().orElseThrow().code());
        assertEquals("forced", server.require(ID).exit().orElseThrow().reason());
    }

    @Test
    @Fault({41, 43})
    void whatDoesNotDieOfSigkillIsNamedLeftAndToldWhenItEnds() throws Exception {
        test.run(ID);
        test.world.ignoredSignals.add("web 15");
        test.world.ignoredSignals.add("web 9");
        CaissonException refused = TestServer.refused(() -> server.stop(ID, Duration.ofMillis(50)));
        assertEquals("container.unkillable", refused.reason());
        assertEquals(
                "container.running",
                TestServer.refused(() -> server.delete(ID, false, TestServer.soon()))
                        .reason());
        ContainerId other = new ContainerId("other");
        test.run(other);
        server.delete(other, true, TestServer.soon());
        assertEquals(ContainerStatus.RUNNING, test.status(ID));
        test.world.end(ID, ProcessId.INIT, 137);
        TestServer.await("told", () -> told(EventType.EXITED) == 1);
        assertEquals(ContainerStatus.STOPPED, test.status(ID));
    }

    @Test
    @Fault(48)
    void whatTheRuntimeHasOfADeadContainerIsRemovedAndOfALiveOneIsNamed() {
        test.world.leaveBehind(ID, "stopped");
        test.run(ID);
        server.delete(ID, true, TestServer.soon());
        test.world.leaveBehind(ID, "running");
        CaissonException refused = TestServer.refused(() -> test.run(ID));
        assertEquals("runtime.state-stale", refused.reason());
        assertTrue(refused.getMessage().contains("running with pid 1"), refused.getMessage());
        assertEquals(List.of("runtime web"), test.world.residue());
    }
}
