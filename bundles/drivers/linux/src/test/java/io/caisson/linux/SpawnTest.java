package io.caisson.linux;

import static io.caisson.linux.KernelFixture.ENVIRONMENT;
import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.O_CREAT;
import static io.caisson.linux.KernelFixture.O_RDWR;
import static io.caisson.linux.KernelFixture.ROOT;
import static io.caisson.linux.KernelFixture.devNull;
import static io.caisson.linux.KernelFixture.finish;
import static io.caisson.linux.KernelFixture.output;
import static io.caisson.linux.KernelFixture.shell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.SpawnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
    @TempDir
    Path directory;

    @Test
    void exitCodeAndSignalAreTold() {
        assertEquals(42 << 8, finish(shell("exit 42")));
        assertEquals(9, finish(shell("kill -9 $$")));
    }

    @Test
    void aChildIsWaitedForOnce() {
        try (Fd pidfd = shell("read line", pipeThatStaysOpen())) {
            assertEquals(new ChildWait.Alive(), KERNEL.waitChild(pidfd));
            KERNEL.pidfdSendSignal(pidfd, 9);
            assertTrue(KERNEL.awaitReadable(pidfd, KernelFixture.within(10)));
            assertEquals(new ChildWait.Ended(9), KERNEL.waitChild(pidfd));
            assertEquals(new ChildWait.NotOurs(), KERNEL.waitChild(pidfd));
        }
    }

    private Fd pipeThatStaysOpen() {
        KERNEL.makeFifo(directory.resolve("silent"), 0600);
        return KERNEL.open(directory.resolve("silent"), O_RDWR, 0);
    }

    @Test
    void theChildHasOnlyTheDescriptorsNamed() throws IOException {
        // The listing itself needs one: ls opens the directory with the next free number.
        assertEquals("0\n1\n2\n3\n", output(directory, "exec ls /proc/self/fd"));
    }

    @Test
    void descriptorsAreRenumberedInOrderEvenWhenSourcesAreTargets() throws IOException {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        try (Fd nothing = devNull();
                Fd one = KERNEL.open(first, O_RDWR | O_CREAT, 0600);
                Fd two = KERNEL.open(second, O_RDWR | O_CREAT, 0600)) {
            // More targets than the highest source number: each source is a target of another.
            int count = two.number() + 3;
            Fd[] all = new Fd[count];
            for (int i = 0; i < count; i++) {
                all[i] = nothing;
            }
            all[one.number()] = two;
            all[two.number()] = one;
            String script = "echo two >/proc/self/fd/" + one.number() + "; echo one >/proc/self/fd/" + two.number();
            assertEquals(0, finish(shell(script, all)));
        }
        assertEquals("one\n", Files.readString(first));
        assertEquals("two\n", Files.readString(second));
    }

    @Test
    void theChildStartsInItsOwnSessionWithNoSignalBlockedOrIgnored() throws IOException {
        String status = output(directory, "cat /proc/self/status; echo; cat /proc/$$/stat");
        assertTrue(status.contains("\nSigBlk:\t0000000000000000\n"), status);
        assertTrue(status.contains("\nSigIgn:\t0000000000000000\n"), status);
        String stat = status.substring(status.lastIndexOf("\n\n") + 2);
        assertEquals(
                Long.parseLong(stat.substring(0, stat.indexOf(' '))),
                ProcStat.parse(stat).session());
    }

    @Test
    void environmentAndWorkingDirectoryAreThoseNamed() throws IOException {
        Path out = directory.resolve("out");
        try (Fd nothing = devNull();
                Fd file = KERNEL.open(out, O_RDWR | O_CREAT, 0600)) {
            assertEquals(
                    0,
                    finish(KERNEL.spawn(new SpawnRequest(
                            "/bin/sh",
                            List.of("sh", "-c", "/bin/pwd; /usr/bin/env", "ü"),
                            Map.of("B", "größer", "A", "1=2", "PWD", "gone"),
                            directory,
                            List.of(nothing, file, file)))));
        }
        String text = Files.readString(out);
        assertTrue(text.startsWith(directory.toRealPath() + "\n"), text);
        assertTrue(text.contains("\nA=1=2\n") && text.contains("\nB=größer\n"), text);
    }

    @Test
    void aProgramInASealedMemfdRunsAndIsNotInherited() throws IOException {
        try (Fd memfd = KERNEL.sealedMemfd("busybox", Files.readAllBytes(Path.of("/bin/busybox")))) {
            assertEquals("0\n1\n2\n3\n", busyboxListing(memfd, false));
        }
    }

    @Test
    void aProgramInASealedMemfdMayBeOneOfTheDescriptors() throws IOException {
        try (Fd memfd = KERNEL.sealedMemfd("busybox", Files.readAllBytes(Path.of("/bin/busybox")))) {
            assertEquals("0\n1\n2\n3\n4\n", busyboxListing(memfd, true));
        }
    }

    private String busyboxListing(Fd program, boolean inherited) throws IOException {
        Path out = directory.resolve("out");
        try (Fd nothing = devNull();
                Fd file = KERNEL.open(out, O_RDWR | O_CREAT, 0600)) {
            List<Fd> descriptors = inherited ? List.of(nothing, file, file, program) : List.of(nothing, file, file);
            assertEquals(
                    0,
                    finish(KERNEL.spawn(new SpawnRequest(
                            "/proc/self/fd/" + program.number(),
                            List.of("ls", "/proc/self/fd"),
                            ENVIRONMENT,
                            ROOT,
                            descriptors))));
        }
        return Files.readString(out);
    }

    @Test
    void whatCannotBeExecutedIsNamedAndLeavesNoDescriptor() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain"), "echo no program\n");
        Path noFormat = Files.writeString(directory.resolve("no-format"), "no program\n");
        Files.setPosixFilePermissions(noFormat, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> before = KernelFixture.openDescriptors();
        assertFails(ErrorCode.NOT_FOUND, "ENOENT", directory.resolve("none"), ROOT);
        assertFails(ErrorCode.PERMISSION_DENIED, "EACCES", plain, ROOT);
        assertFails(ErrorCode.INVALID_ARGUMENT, "ENOEXEC", noFormat, ROOT);
        CaissonException e =
                assertFails(ErrorCode.NOT_FOUND, "ENOENT", Path.of("/bin/sh"), directory.resolve("no-directory"));
        assertEquals("chdir " + directory.resolve("no-directory") + ": ENOENT", e.getMessage());
        assertEquals(before, KernelFixture.openDescriptors());
    }

    private static CaissonException assertFails(ErrorCode code, String errno, Path program, Path workingDirectory) {
        CaissonException e = assertThrows(
                CaissonException.class,
                () -> KERNEL.spawn(
                        new SpawnRequest(program.toString(), List.of("x"), Map.of(), workingDirectory, List.of())));
        assertEquals(code, e.code(), e.getMessage());
        assertEquals(errno, e.details().get("errno"));
        return e;
    }

    @Test
    void anEnvironmentThatCannotBeIsRefused() {
        assertThrows(
                CaissonException.class,
                () -> KERNEL.spawn(
                        new SpawnRequest("/bin/true", List.of("true"), Map.of("A=B", "c"), ROOT, List.of())));
    }

    @Test
    void spawningLeavesNoDescriptorBehind() throws IOException {
        finish(shell("exit 0"));
        List<String> before = KernelFixture.openDescriptors();
        for (int i = 0; i < 50; i++) {
            finish(shell("exit 0"));
        }
        assertEquals(before, KernelFixture.openDescriptors());
    }
}
