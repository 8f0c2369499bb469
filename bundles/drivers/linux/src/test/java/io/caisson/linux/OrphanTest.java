package io.caisson.linux;

import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.O_RDWR;
import static io.caisson.linux.KernelFixture.finish;
import static io.caisson.linux.KernelFixture.readAll;
import static io.caisson.linux.KernelFixture.shell;
import static io.caisson.linux.KernelFixture.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.kernel.Fd;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {
    @TempDir
    Path directory;

    @BeforeEach
    void adopt() {
        KERNEL.becomeSubreaper();
    }

    /** Starts a child that starts a process and ends at once. {@return the pidfd of that orphan, which waits} */
    private Fd orphan(Fd gate) {
        Path path = directory.resolve("pid" + gate.number() + System.nanoTime());
        KERNEL.makeFifo(path, 0600);
        try (Fd pidOut = KERNEL.open(path, O_RDWR, 0);
                Fd nothing = KernelFixture.devNull()) {
            // The gate is descriptor 3: a background command's stdin would be /dev/null.
            assertEquals(0, finish(shell("(read line <&3) & echo $!", nothing, pidOut, nothing, gate)));
            KERNEL.setNonBlocking(pidOut, true);
            return KERNEL.pidfdOpen(Long.parseLong(readAll(pidOut).strip()));
        }
    }

    private Fd gate() {
        Path path = Path.of(gateName());
        KERNEL.makeFifo(path, 0600);
        return KERNEL.open(path, O_RDWR, 0);
    }

    private String gateName() {
        return directory.resolve("gate").toString();
    }

    private static long parentOf(Fd pidfd) throws IOException {
        return ProcessHandle.of(KERNEL.pidOf(pidfd))
                .orElseThrow()
                .parent()
                .orElseThrow()
                .pid();
    }

    @Test
    void orphansComeToUsAndAreReaped() throws IOException {
        try (Fd gate = gate();
                Fd orphan = orphan(gate)) {
            assertEquals(ProcessHandle.current().pid(), parentOf(orphan));
            assertEquals(0, KERNEL.reapOrphans(), "it lives");
            KernelFixture.write(gate, "\n");
            assertTrue(KERNEL.awaitReadable(orphan, within(10)));
            assertEquals(1, KERNEL.reapOrphans());
            assertTrue(KERNEL.identify(1).isPresent());
            assertEquals(0, KERNEL.reapOrphans());
        }
    }

    @Test
    void awaitedZombiesAreLeftAndHideNoOrphan() {
        List<Fd> awaited = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            awaited.add(shell("exit 5"));
        }
        awaited.forEach(pidfd -> assertTrue(KERNEL.awaitReadable(pidfd, within(10))));
        try (Fd gate = gate();
                Fd orphan = orphan(gate)) {
            KernelFixture.write(gate, "\n");
            assertTrue(KERNEL.awaitReadable(orphan, within(10)));
            assertEquals(1, KERNEL.reapOrphans());
        }
        awaited.forEach(pidfd -> assertEquals(5 << 8, finish(pidfd)));
    }

    @Test
    void aZombieOfOurSessionIsTakenOnlyOnceItIsOld() throws Exception {
        try (Fd gate = gate()) {
            // A child of the JDK stays in our session, and so does the orphan it leaves.
            Process parent = new ProcessBuilder("/bin/sh", "-c", "(read line <$0) & echo $!", gateName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            long pid;
            try (BufferedReader lines = parent.inputReader()) {
                pid = Long.parseLong(lines.readLine());
            }
            assertEquals(0, parent.waitFor());
            Native linux = new Native();
            OrphanReaper patient = new OrphanReaper(linux, new Children(), Duration.ofDays(1));
            OrphanReaper hasty = new OrphanReaper(linux, new Children(), Duration.ZERO);
            try (Fd orphan = KERNEL.pidfdOpen(pid)) {
                KernelFixture.write(gate, "\n");
                assertTrue(KERNEL.awaitReadable(orphan, within(10)));
                assertEquals(0, patient.reap());
                assertEquals(0, patient.reap());
                assertEquals(0, hasty.reap(), "seen for the first time: its waiter may be on the way");
                assertEquals(1, hasty.reap());
            }
        }
    }

    @Test
    void statusesSurviveAReaperThatNeverRests() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Future<Integer> reaper = pool.submit(() -> {
                int reaped = 0;
                while (!stop.get()) {
                    reaped += KERNEL.reapOrphans();
                }
                return reaped;
            });
            List<Future<?>> spawners = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                spawners.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        assertEquals(i % 100 << 8, finish(shell("exit " + i % 100)));
                    }
                }));
            }
            spawners.add(pool.submit(() -> {
                for (int i = 0; i < 30; i++) { // children of the JDK, which waits for them by pid
                    assertEquals(
                            i,
                            new ProcessBuilder("/bin/sh", "-c", "exit " + i)
                                    .start()
                                    .waitFor());
                }
                return null;
            }));
            for (Future<?> spawner : spawners) {
                spawner.get();
            }
            stop.set(true);
            assertEquals(0, reaper.get(), "nobody was an orphan");
        } finally {
            stop.set(true);
            pool.shutdownNow();
        }
    }
}
