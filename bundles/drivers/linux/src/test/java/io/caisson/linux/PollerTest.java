package io.caisson.linux;

import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.fifo;
import static io.caisson.linux.KernelFixture.readAll;
import static io.caisson.linux.KernelFixture.shell;
import static io.caisson.linux.KernelFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import io.caisson.api.kernel.Poller.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PollerTest {
    @TempDir
    Path directory;

    @Test
    void aHandlerRunsOnceUntilItIsArmedAgain() throws InterruptedException {
        Semaphore calls = new Semaphore(0);
        try (Poller poller = KERNEL.newPoller("test", 2);
                Fd fifo = fifo(directory.resolve("fifo"));
                Registration registration = poller.onReadable(fifo, calls::release)) {
            assertFalse(calls.tryAcquire(100, TimeUnit.MILLISECONDS), "nothing to read yet");
            write(fifo, "x");
            assertTrue(calls.tryAcquire(10, TimeUnit.SECONDS));
            assertFalse(calls.tryAcquire(100, TimeUnit.MILLISECONDS), "still readable, but not armed");
            registration.rearm();
            assertTrue(calls.tryAcquire(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aHandlerNeverRunsBesideItself() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch calls = new CountDownLatch(200);
        AtomicReference<Registration> registration = new AtomicReference<>();
        CountDownLatch registered = new CountDownLatch(1);
        try (Poller poller = KERNEL.newPoller("test", 4);
                Fd fifo = fifo(directory.resolve("fifo"))) {
            write(fifo, "x"); // stays readable: each arming fires at once
            registration.set(poller.onReadable(fifo, () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                await(registered);
                registration.get().rearm();
                Thread.yield(); // gives another thread the time to come in
                inside.decrementAndGet();
                calls.countDown();
            }));
            registered.countDown();
            assertTrue(calls.await(30, TimeUnit.SECONDS));
            registration.get().close();
        }
        assertEquals(1, most.get());
    }

    @Test
    void closingWaitsForTheHandler() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (Poller poller = KERNEL.newPoller("test", 2);
                Fd fifo = fifo(directory.resolve("fifo"))) {
            Registration registration = poller.onReadable(fifo, () -> {
                entered.countDown();
                await(leave);
            });
            write(fifo, "x");
            assertTrue(entered.await(10, TimeUnit.SECONDS));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(registration::close);
            assertThrows(java.util.concurrent.TimeoutException.class, () -> closing.get(100, TimeUnit.MILLISECONDS));
            leave.countDown();
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aHandlerMayCloseItsRegistrationAndItsPoller() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Registration> registration = new AtomicReference<>();
        CountDownLatch registered = new CountDownLatch(1);
        Poller poller = KERNEL.newPoller("test", 2);
        try (Fd fifo = fifo(directory.resolve("fifo"))) {
            registration.set(poller.onReadable(fifo, () -> {
                await(registered);
                registration.get().close();
                registration.get().rearm();
                poller.close();
                closed.countDown();
            }));
            registered.countDown();
            write(fifo, "x");
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            poller.close();
            registration.get().close();
            assertThrows(IllegalStateException.class, () -> poller.onReadable(fifo, () -> {}));
        }
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        try (Poller poller = KERNEL.newPoller("test", 1);
                Fd bad = fifo(directory.resolve("bad"));
                Fd good = fifo(directory.resolve("good"))) {
            poller.onReadable(bad, () -> {
                throw new IllegalStateException("a fault of the test's handler, to be logged");
            });
            write(bad, "x");
            poller.onReadable(good, second::countDown);
            write(good, "x");
            assertTrue(second.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closedRegistrationsAreQuietAndTheirNumbersCanBeWatchedAgain() throws InterruptedException {
        AtomicInteger old = new AtomicInteger();
        Semaphore fresh = new Semaphore(0);
        try (Poller poller = KERNEL.newPoller("test", 1);
                Fd fifo = fifo(directory.resolve("fifo"))) {
            Registration first = poller.onReadable(fifo, old::incrementAndGet);
            first.close();
            first.close();
            first.rearm();
            poller.onReadable(fifo, fresh::release);
            write(fifo, "x");
            assertTrue(fresh.tryAcquire(10, TimeUnit.SECONDS));
        }
        assertEquals(0, old.get());
    }

    @Test
    void threeHundredPipesLoseNothing() throws InterruptedException {
        int pipes = 300;
        int messages = 20;
        CountDownLatch missing = new CountDownLatch(pipes * messages);
        List<Fd> fifos = IntStream.range(0, pipes)
                .mapToObj(i -> fifo(directory.resolve("fifo" + i)))
                .toList();
        try (Poller poller = KERNEL.newPoller("test", 3)) {
            List<Registration> registrations = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < pipes; i++) {
                Fd fifo = fifos.get(i);
                int index = i;
                registrations.add(poller.onReadable(fifo, () -> {
                    readAll(fifo).chars().forEach(c -> missing.countDown());
                    registrations.get(index).rearm();
                }));
            }
            for (int message = 0; message < messages; message++) {
                fifos.forEach(fifo -> write(fifo, "x"));
            }
            assertTrue(missing.await(30, TimeUnit.SECONDS), missing.getCount() + " bytes are missing");
            List.copyOf(registrations).forEach(Registration::close); // not under the lock that the handlers take
        }
        fifos.forEach(fifo -> {
            assertEquals(-1, KERNEL.read(fifo, ByteBuffer.allocate(1)));
            fifo.close();
        });
    }

    @Test
    void threeHundredDeathsAreAllTold() throws InterruptedException {
        int children = 300;
        CountDownLatch alive = new CountDownLatch(children);
        List<Fd> pidfds = new ArrayList<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        try (Poller poller = KERNEL.newPoller("test", 2);
                Fd gate = fifo(directory.resolve("gate"))) {
            KERNEL.setNonBlocking(gate, false);
            for (int i = 0; i < children; i++) {
                int status = i % 100;
                Fd pidfd = shell("read line; exit " + status, gate, gate, gate);
                pidfds.add(pidfd);
                poller.onReadable(pidfd, () -> {
                    ChildWait wait = KERNEL.waitChild(pidfd);
                    if (!wait.equals(new ChildWait.Ended(status << 8))) {
                        wrong.add(status + ": " + wait);
                    }
                    alive.countDown();
                });
            }
            write(gate, "\n".repeat(children));
            assertTrue(alive.await(40, TimeUnit.SECONDS), alive.getCount() + " deaths were not told");
        }
        pidfds.forEach(Fd::close);
        assertEquals(List.of(), wrong);
    }

    @Test
    void aClosedPollerLeavesNeitherThreadsNorDescriptors() throws IOException {
        KERNEL.newPoller("warm-up", 1).close();
        List<String> before = KernelFixture.openDescriptors();
        for (int i = 0; i < 20; i++) {
            KERNEL.newPoller("leak-check", 3).close();
        }
        assertEquals(before, KernelFixture.openDescriptors());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("leak-check")));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
