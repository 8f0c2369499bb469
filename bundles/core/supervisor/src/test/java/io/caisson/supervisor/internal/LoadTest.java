package io.caisson.supervisor.internal;

import static io.caisson.supervisor.internal.TestServer.await;
import static io.caisson.supervisor.internal.TestServer.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** More work than the host can do at one time, and runtimes that hang: everybody gets an answer, and exits come through. */
class LoadTest {
    /** In memory: a thousand creations are meant, not as many flushes of this machine's disk. */
    @TempDir(factory = InMemory.class)
    Path dir;

    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(Path.of("/dev/shm"), "caisson");
        }
    }

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private TestServer test;
    private Supervisor server;

    @BeforeEach
    void boot() throws IOException {
        test = new TestServer(dir);
        server = test.bootReady();
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        callers.shutdownNow();
        test.close();
    }

    private void hang() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ContainerId id(int number) {
        return new ContainerId("c" + number);
    }

    private CompletableFuture<String> create(ContainerId id, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        server.create(CreateRequest.of(id, Path.of("/oci")), deadline);
                        return "created";
                    } catch (CaissonException e) {
                        return e.reason();
                    }
                },
                callers);
    }

    @Test
    @Fault(9)
    void runtimesThatHangKeepNoExitAndNoSignalWaiting() throws Exception {
        IntStream.range(0, 20).forEach(i -> test.run(id(i)));
        test.world.beforeLaunch = this::hang;
        List<CompletableFuture<String>> hanging = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hanging.add(create(new ContainerId("hangs" + i), Deadline.after(Duration.ofMillis(500))));
        }
        await("one hangs", () -> test.world.launching.get() > 0);
        for (int i = 0; i < 10; i++) {
            test.world.end(id(i), ProcessId.INIT, i);
            assertEquals(i, server.waitFor(id(i), ProcessId.INIT, soon()).code());
        }
        for (int i = 10; i < 20; i++) {
            assertEquals(137, server.stop(id(i), Duration.ZERO).code());
        }
        await(
                "those without a turn are refused",
                () -> hanging.stream()
                                .filter(CompletableFuture::isDone)
                                .map(CompletableFuture::join)
                                .filter("server.busy"::equals)
                                .count()
                        > 50);
        goOn.countDown();
        Set<String> answers = Set.of("created", "server.busy", "operation.timeout");
        for (CompletableFuture<String> each : hanging) {
            assertTrue(answers.contains(each.get()), each.get());
        }
    }

    /** The bound of reads is the issue's. */
    @Test
    @Fault(35)
    void aThousandCreatesAtOnceAllGetAnAnswerAndReadsStayFast() throws Exception {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(create(id(i), Deadline.after(Duration.ofSeconds(60))));
        }
        CompletableFuture<Void> done = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        List<Long> reads = new ArrayList<>();
        do {
            long before = System.nanoTime();
            server.find(id(reads.size() % 1_000));
            reads.add(System.nanoTime() - before);
            Thread.yield();
        } while (!done.isDone());
        done.get();
        for (CompletableFuture<String> each : all) {
            assertEquals("created", each.get());
        }
        Collections.sort(reads);
        long p99 = reads.get(reads.size() * 99 / 100);
        assertTrue(p99 < Duration.ofMillis(100).toNanos(), p99 + " ns of " + reads.size());
        assertEquals(1_000, server.list().size());
    }
}
