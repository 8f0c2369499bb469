package io.caisson.linux;

import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.O_RDWR;
import static io.caisson.linux.KernelFixture.finish;
import static io.caisson.linux.KernelFixture.readAll;
import static io.caisson.linux.KernelFixture.shell;
import static io.caisson.linux.KernelFixture.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.SpawnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTest {
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    Path directory;

    @BeforeEach
    void root() {
        KernelFixture.requireRoot(); // pidfd_getfd of a foreign process
    }

    /** Reads one line and then ends with that status, so that a test decides when. */
    private Fd waiting(int status) {
        Path gate = directory.resolve("gate");
        KERNEL.makeFifo(gate, 0600);
        try (Fd stdin = KERNEL.open(gate, O_RDWR, 0)) {
            return shell("read line; exit " + status, stdin, stdin, stdin);
        }
    }

    @Test
    void aSignalReachesTheProcessOfAPidfd() {
        Fd pidfd = waiting(0);
        KERNEL.pidfdSendSignal(pidfd, 15);
        assertEquals(15, finish(pidfd));
    }

    @Test
    void childrenAreWaitedForAlsoWhenTheJvmWasStartedWithSigchldIgnored() {
        long ignore = 1;
        new Native().libc().signal(Constants.SIGCHLD, ignore);
        new LinuxKernel();
        assertEquals(5 << 8, finish(shell("exit 5")));
    }

    @Test
    void aDeadProcessCannotBeSignalledOrOpened() {
        try (Fd pidfd = waiting(0);
                Fd copy = KERNEL.duplicate(pidfd)) {
            long pid = KERNEL.pidOf(pidfd);
            KERNEL.pidfdSendSignal(pidfd, 9);
            finish(copy);
            for (CaissonException e : new CaissonException[] {
                assertThrows(CaissonException.class, () -> KERNEL.pidfdSendSignal(pidfd, 9)),
                assertThrows(CaissonException.class, () -> KERNEL.pidfdOpen(pid)),
                assertThrows(CaissonException.class, () -> KERNEL.pidOf(pidfd))
            }) {
                assertEquals(ErrorCode.NOT_FOUND, e.code());
                assertEquals("process.gone", e.reason());
                assertEquals("ESRCH", e.details().get("errno"));
            }
        }
    }

    @Test
    void aProcessHasEndedOnceItIsAZombie() {
        try (Fd pidfd = waiting(3)) {
            assertFalse(KERNEL.pidfdEnded(pidfd));
            KERNEL.pidfdSendSignal(pidfd, 9);
            assertTrue(KERNEL.awaitReadable(pidfd, within(10)));
            assertTrue(KERNEL.pidfdEnded(pidfd));
            assertEquals(
                    KERNEL.identify(KERNEL.pidOf(pidfd)).orElseThrow().pid(), KERNEL.pidOf(pidfd), "a zombie counts");
            assertEquals(new ChildWait.Ended(9), KERNEL.waitChild(pidfd));
            assertTrue(KERNEL.pidfdEnded(pidfd));
        }
    }

    @Test
    void descriptorsOfAnotherProcessCanBeTaken() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "of the child");
        Path gate = directory.resolve("gate");
        KERNEL.makeFifo(gate, 0600);
        try (Fd stdin = KERNEL.open(gate, O_RDWR, 0);
                Fd file = KERNEL.open(path, 0, 0);
                Fd pidfd = shell("read line", stdin, stdin, stdin, file)) {
            try (Fd taken = KERNEL.pidfdGetFd(pidfd, 3)) {
                assertEquals("of the child", readAll(taken));
            }
            CaissonException e = assertThrows(CaissonException.class, () -> KERNEL.pidfdGetFd(pidfd, 77));
            assertEquals("EBADF", e.details().get("errno"));
            KERNEL.pidfdSendSignal(pidfd, 9);
            finish(KERNEL.duplicate(pidfd));
        }
    }

    @Test
    void aProcessIsIdentifiedByPidStartAndInode() throws IOException {
        ProcessIdentity self = KERNEL.identify(SELF).orElseThrow();
        assertEquals(SELF, self.pid());
        assertEquals(ProcStat.read(SELF).orElseThrow().startTicks(), self.startTicks());
        assertTrue(self.isSameProcess(KERNEL.identify(SELF).orElseThrow()));
        try (Fd pidfd = KERNEL.pidfdOpen(SELF)) {
            assertEquals(KERNEL.pidfdInode(pidfd), self.pidfdInode());
            // From the kernel's own mouth: only pidfs numbers its files.
            boolean numbered = Files.readString(Path.of("/proc/filesystems")).contains("pidfs");
            long inode = (long) Files.getAttribute(Path.of("/proc/self/fd/" + pidfd.number()), "unix:ino");
            if (self.pidfdInode().isPresent()) {
                assertEquals(inode, self.pidfdInode().getAsLong());
            } else {
                assertFalse(numbered);
            }
        }
    }

    @Test
    void twoProcessesHaveTwoInodes() {
        try (Fd one = KERNEL.pidfdOpen(SELF);
                Fd init = KERNEL.pidfdOpen(1)) {
            assertEquals(
                    KERNEL.pidfdInode(one).isPresent(), KERNEL.pidfdInode(init).isPresent());
            if (KERNEL.pidfdInode(one).isPresent()) {
                assertNotEquals(KERNEL.pidfdInode(one), KERNEL.pidfdInode(init));
            }
        }
    }

    @Test
    void nobodyHasAFreeNumberOrAThreads() throws IOException {
        assertEquals(Optional.empty(), KERNEL.identify(Integer.MAX_VALUE));
        assertEquals(Optional.empty(), KERNEL.identify(-1));
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            long thread = tasks.mapToLong(
                            task -> Long.parseLong(task.getFileName().toString()))
                    .filter(id -> id != SELF)
                    .findAny()
                    .orElseThrow();
            assertEquals(Optional.empty(), KERNEL.identify(thread));
        }
    }

    @Test
    void aCommandNameMayLookLikeTheEndOfItself() throws IOException {
        Path program = directory.resolve("a) (Z 1 2");
        Files.copy(Path.of("/bin/busybox"), program);
        program.toFile().setExecutable(true);
        Path gate = directory.resolve("gate");
        KERNEL.makeFifo(gate, 0600);
        try (Fd stdin = KERNEL.open(gate, O_RDWR, 0);
                Fd pidfd = KERNEL.spawn(new SpawnRequest(
                        program.toString(),
                        List.of("cat"),
                        KernelFixture.ENVIRONMENT,
                        KernelFixture.ROOT,
                        List.of(stdin, stdin, stdin)))) {
            long pid = KERNEL.pidOf(pidfd);
            long ticks = KERNEL.identify(pid).orElseThrow().startTicks();
            long before = KERNEL.identify(SELF).orElseThrow().startTicks();
            assertTrue(ticks > before, "child " + ticks + ", JVM " + before);
            assertEquals(pid, ProcStat.read(pid).orElseThrow().session());
            KERNEL.pidfdSendSignal(pidfd, 9);
            finish(KERNEL.duplicate(pidfd));
        }
    }

    @Test
    void theStatusOfANonChildIsKnownOnceItsParentReapedIt() throws IOException {
        // The child starts a grandchild and tells its pid; the shell reaps it when told to.
        Path pidFile = directory.resolve("pid");
        KERNEL.makeFifo(pidFile, 0600);
        KERNEL.makeFifo(directory.resolve("gate"), 0600);
        KERNEL.makeFifo(directory.resolve("reap"), 0600);
        String script = "cd " + directory + "; (read line <gate; exit 7) & echo $! >&1; read line <reap; wait $!";
        try (Fd pidOut = KERNEL.open(pidFile, O_RDWR, 0);
                Fd gate = KERNEL.open(directory.resolve("gate"), O_RDWR, 0);
                Fd reap = KERNEL.open(directory.resolve("reap"), O_RDWR, 0);
                Fd nothing = KernelFixture.devNull()) {
            Fd parent = shell(script, nothing, pidOut, nothing);
            assertTrue(KERNEL.awaitReadable(pidOut, within(10)));
            KERNEL.setNonBlocking(pidOut, true);
            long pid = Long.parseLong(readAll(pidOut).strip());
            try (Fd grandchild = KERNEL.pidfdOpen(pid)) {
                assertEquals(new ChildWait.NotOurs(), KERNEL.waitChild(grandchild));
                KernelFixture.write(gate, "\n");
                assertTrue(KERNEL.awaitReadable(grandchild, within(10)));
                KernelFixture.write(reap, "\n");
                assertEquals(7 << 8, finish(parent), "wait gives the grandchild's status");
                OptionalInt status = KERNEL.pidfdExitStatus(grandchild);
                assertEquals(kernelKeepsStatus() ? OptionalInt.of(7 << 8) : OptionalInt.empty(), status);
            }
        }
    }

    @Test
    void theStatusOfAZombieIsReadFromProcAndThatOfALivingProcessIsNotKnown() {
        try (Fd pidfd = waiting(3)) {
            assertEquals(OptionalInt.empty(), KERNEL.pidfdExitStatus(pidfd));
            assertEquals(OptionalInt.empty(), KERNEL.zombieStatus(pidfd));
            KERNEL.pidfdSendSignal(pidfd, 15);
            assertTrue(KERNEL.awaitReadable(pidfd, within(10)));
            assertEquals(OptionalInt.empty(), KERNEL.pidfdExitStatus(pidfd));
            assertEquals(OptionalInt.of(15), KERNEL.zombieStatus(pidfd));
            KERNEL.waitChild(pidfd);
            assertEquals(OptionalInt.empty(), KERNEL.zombieStatus(pidfd));
            assertEquals(kernelKeepsStatus() ? OptionalInt.of(15) : OptionalInt.empty(), KERNEL.pidfdExitStatus(pidfd));
        }
    }

    private static boolean kernelKeepsStatus() {
        String[] version = System.getProperty("os.version").split("[.-]");
        int major = Integer.parseInt(version[0]);
        return major > 6 || major == 6 && Integer.parseInt(version[1]) >= 15;
    }
}
