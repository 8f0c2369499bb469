package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimeSlotsTest {
    private static final ContainerId ID = new ContainerId("web");

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        callers.shutdownNow();
    }

    private static Deadline after(int seconds) {
        return Deadline.after(Duration.ofSeconds(seconds));
    }

    private String hang() {
        try {
            goOn.await();
            return "done";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static CaissonException refused(RuntimeSlots slots, Deadline deadline) {
        return assertThrows(CaissonException.class, () -> slots.use("create", ID, deadline, () -> "done"));
    }

    @Test
    void neverMoreThanItsNumberRun() throws Exception {
        RuntimeSlots slots = new RuntimeSlots(3, 1_000);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> slots.use("create", ID, after(30), () -> {
                        int now = running.incrementAndGet();
                        highest.accumulateAndGet(now, Math::max);
                        Thread.yield();
                        return running.decrementAndGet();
                    }),
                    callers));
        }
        for (CompletableFuture<Integer> each : all) {
            each.get();
        }
        assertTrue(highest.get() <= 3, highest + " at one time");
    }

    @Test
    void whoeverHasNoTurnByItsDeadlineIsRefusedAndNothingHasHappened() throws Exception {
        RuntimeSlots slots = new RuntimeSlots(1, 10);
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<String> first = CompletableFuture.supplyAsync(
                () -> slots.use("create", ID, after(30), () -> {
                    inside.countDown();
                    return hang();
                }),
                callers);
        inside.await();
        CaissonException late = refused(slots, Deadline.after(Duration.ofMillis(1)));
        assertEquals(ErrorCode.RESOURCE_EXHAUSTED, late.code());
        assertEquals("server.busy", late.reason());
        goOn.countDown();
        assertEquals("done", first.get());
        assertEquals("done", slots.use("create", ID, after(1), () -> "done"));
    }

    @Test
    void onlySoManyWait() throws Exception {
        RuntimeSlots slots = new RuntimeSlots(1, 0);
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<String> first = CompletableFuture.supplyAsync(
                () -> slots.use("create", ID, after(30), () -> {
                    inside.countDown();
                    return hang();
                }),
                callers);
        inside.await();
        assertEquals("server.busy", refused(slots, after(30)).reason());
        goOn.countDown();
        assertEquals("done", first.get());
    }

    @Test
    void aCallThatFailsGivesItsTurnBack() {
        RuntimeSlots slots = new RuntimeSlots(1, 10);
        assertThrows(
                IllegalStateException.class,
                () -> slots.use("create", ID, after(1), () -> {
                    throw new IllegalStateException("failed");
                }));
        assertEquals("done", slots.use("create", ID, after(1), () -> "done"));
    }
}
