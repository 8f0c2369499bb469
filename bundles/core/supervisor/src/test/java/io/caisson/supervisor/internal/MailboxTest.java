package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final Mailbox mailbox = new Mailbox("web", pool, pool);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    @Test
    void tasksRunOneAfterAnotherInOrder() throws InterruptedException {
        List<Integer> seen = new ArrayList<>(); // not safe for many threads: that is the test
        for (int i = 0; i < 10_000; i++) {
            int task = i;
            mailbox.execute(() -> seen.add(task));
        }
        CountDownLatch done = new CountDownLatch(1);
        mailbox.execute(done::countDown);
        done.await();
        assertEquals(IntStream.range(0, 10_000).boxed().toList(), seen);
    }

    @Test
    void aTaskThatFailsStopsNoLaterOne() {
        mailbox.execute(() -> {
            throw new IllegalStateException("bad task");
        });
        assertEquals("later", mailbox.call("x", soon(), () -> "later"));
    }

    @Test
    void theErrorOfATaskReachesItsCallerAsItIs() {
        CaissonException own = new CaissonException(ErrorCode.NOT_FOUND, "a.b", "text");
        assertSame(
                own,
                assertThrows(
                        CaissonException.class,
                        () -> mailbox.call("x", soon(), () -> {
                            throw own;
                        })));
    }

    @Test
    void aCallWhoseDeadlineHasPassedNeverRuns() {
        CaissonException late = assertThrows(
                CaissonException.class,
                () -> mailbox.call("x", Deadline.after(Duration.ZERO), () -> {
                    throw new AssertionError("must not run");
                }));
        assertEquals("operation.timeout", late.reason());
    }

    @Test
    void callsBeyondTheBoundAreRefusedAndFactsAreNot() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch facts = new CountDownLatch(1000);
        mailbox.execute(() -> await(go));
        for (int i = 0; i < 1000; i++) {
            mailbox.execute(facts::countDown);
        }
        CaissonException full = assertThrows(CaissonException.class, () -> mailbox.call("x", soon(), () -> null));
        assertEquals("container.busy", full.reason());
        go.countDown();
        facts.await();
    }

    @Test
    void aReportIsNeitherRefusedNorDroppedForItsAge() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        mailbox.execute(() -> await(go));
        for (int i = 0; i < 1000; i++) {
            mailbox.execute(() -> {});
        }
        AtomicBoolean noted = new AtomicBoolean();
        Thread reporter = new Thread(() -> mailbox.report("x", () -> noted.set(true)));
        reporter.start();
        go.countDown();
        reporter.join();
        assertTrue(noted.get());
    }

    @Test
    void aCallAfterTheStopIsRefusedAtOnceAndEveryLaterOneToo() {
        pool.shutdown();
        for (int i = 0; i < 3; i++) {
            CaissonException refused =
                    assertThrows(CaissonException.class, () -> mailbox.call("x", soon(), () -> "never"));
            assertEquals("server.stopping", refused.reason());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Fault(9)
    void callsThatHangKeepNoFactWaiting() throws Exception {
        ExecutorService calls = Executors.newFixedThreadPool(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try {
            new Mailbox("hangs", pool, calls).executeSlow(() -> awaitUninterruptibly(goOn));
            Mailbox other = new Mailbox("other", pool, calls);
            CountDownLatch noted = new CountDownLatch(1);
            other.execute(noted::countDown);
            noted.await();
            other.execute(() -> other.executeSlow(goOn::countDown)); // what a fact brings about is no fact
            CountDownLatch further = new CountDownLatch(1);
            new Mailbox("third", pool, calls).execute(further::countDown);
            further.await();
            assertEquals(1, goOn.getCount(), "the slow task waits for a thread of its own pool");
        } finally {
            goOn.countDown();
            calls.shutdownNow();
        }
    }

    @Test
    @Fault(31)
    void withoutAThreadTheCallersIsUsedAndNothingIsLost() {
        Executor none = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        Mailbox starved = new Mailbox("web", none, none);
        List<String> seen = new ArrayList<>();
        starved.execute(() -> {
            starved.execute(() -> seen.add("second"));
            seen.add("first");
        });
        assertEquals("answer", starved.call("x", soon(), () -> "answer"));
        assertEquals(List.of("first", "second"), seen);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
