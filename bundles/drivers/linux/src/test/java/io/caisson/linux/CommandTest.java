package io.caisson.linux;

import static io.caisson.linux.KernelFixture.ENVIRONMENT;
import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.ROOT;
import static io.caisson.linux.KernelFixture.within;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Fd;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    @TempDir
    Path directory;

    private static Command command(String script, byte[] stdin, int maxOutputBytes) {
        return new Command(List.of("/bin/sh", "-c", script), ENVIRONMENT, ROOT, stdin, maxOutputBytes);
    }

    private static CommandResult run(String script) {
        return KERNEL.run(command(script, new byte[0], 1 << 20), within(60));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void statusAndBothOutputsAreTold() {
        CommandResult result = run("echo out; echo err >&2; exit 3");
        assertEquals(3 << 8, result.waitStatus());
        assertEquals("out\n", text(result.stdout()));
        assertEquals("err\n", text(result.stderr()));
        assertFalse(result.truncated());
    }

    @Test
    void stdinIsGivenWholeOrIsEmpty() {
        byte[] much = new byte[1 << 20];
        Arrays.fill(much, (byte) 'z');
        CommandResult echoed = KERNEL.run(command("cat", much, 2 << 20), within(60));
        assertArrayEquals(much, echoed.stdout());
        assertEquals("0\n", text(run("wc -c").stdout()));
    }

    @Test
    void outputBeyondTheLimitIsReadAndThrownAway() {
        CommandResult result =
                KERNEL.run(command("head -c 104857600 /dev/zero; echo end >&2", new byte[0], 1000), within(120));
        assertEquals(0, result.waitStatus());
        assertEquals(1000, result.stdout().length);
        assertEquals("end\n", text(result.stderr()));
        assertTrue(result.truncated());
    }

    @Test
    void outputOfExactlyTheLimitIsWhole() {
        CommandResult result = KERNEL.run(command("printf 12345", new byte[0], 5), within(60));
        assertEquals("12345", text(result.stdout()));
        assertFalse(result.truncated());
    }

    @Test
    void aGrandchildThatKeepsThePipeIsNotWaitedFor() throws IOException {
        Path pid = directory.resolve("pid");
        long before = System.nanoTime();
        CommandResult result = run("sleep 300 & echo $! >" + pid + "; echo done");
        try (Fd sleeper = KERNEL.pidfdOpen(Long.parseLong(Files.readString(pid).strip()))) {
            KERNEL.pidfdSendSignal(sleeper, 9);
        }
        assertEquals("done\n", text(result.stdout()));
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(100).toNanos());
    }

    @Test
    void theWholeProcessGroupIsKilledAtTheDeadline() throws IOException {
        Path pid = directory.resolve("pid");
        Command command = command("sleep 300 & echo $! >" + pid + "; wait", new byte[0], 100);
        CaissonException e =
                assertThrows(CaissonException.class, () -> KERNEL.run(command, Deadline.after(Duration.ofSeconds(2))));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, e.code());
        assertEquals("command.timeout", e.reason());
        long sleeper = Long.parseLong(Files.readString(pid).strip());
        try (Fd pidfd = KERNEL.pidfdOpen(sleeper)) { // a zombie of init's, or of ours, for a moment
            assertTrue(KERNEL.awaitReadable(pidfd, within(10)), "it was not killed");
        } catch (CaissonException gone) {
            assertEquals("process.gone", gone.reason());
        }
    }

    @Test
    void nothingIsStartedAfterTheDeadline() {
        Path trace = directory.resolve("trace");
        Command command = command("touch " + trace, new byte[0], 100);
        CaissonException e =
                assertThrows(CaissonException.class, () -> KERNEL.run(command, Deadline.after(Duration.ZERO)));
        assertEquals("command.timeout", e.reason());
        assertFalse(Files.exists(trace));
    }

    @Test
    void oneThatNeverStopsWritingMeetsItsDeadlineToo() {
        Command command = command("exec cat /dev/zero", new byte[0], 100);
        CaissonException e =
                assertThrows(CaissonException.class, () -> KERNEL.run(command, Deadline.after(Duration.ofMillis(500))));
        assertEquals("command.timeout", e.reason());
    }

    @Test
    void whatCannotBeExecutedIsTold() {
        Command command = new Command(List.of("/no/such/program"), ENVIRONMENT, ROOT, new byte[0], 100);
        CaissonException e = assertThrows(CaissonException.class, () -> KERNEL.run(command, within(10)));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
        assertEquals("exec /no/such/program: ENOENT", e.getMessage());
    }

    @Test
    void theCommandHasASessionOfItsOwnAndThreeDescriptors() {
        String[] lines =
                text(run("ls /proc/self/fd; cat /proc/$$/stat").stdout()).split("\n");
        assertEquals(List.of("0", "1", "2", "3"), List.of(lines).subList(0, 4));
        long pid = Long.parseLong(lines[4].substring(0, lines[4].indexOf(' ')));
        assertEquals(pid, ProcStat.parse(lines[4]).session());
    }

    @Test
    void aChildIsKilledByNumberOnlyWhileItIsUnreaped() {
        Native linux = new Native();
        ProcessCalls processes = new ProcessCalls(linux, new FileCalls(linux), new Children());
        try (Fd pidfd = KernelFixture.shell("exit 0")) {
            assertTrue(KERNEL.awaitReadable(pidfd, within(10)));
            assertTrue(processes.isUnreapedChild(pidfd));
            KERNEL.waitChild(pidfd);
            assertFalse(processes.isUnreapedChild(pidfd));
        }
    }

    @Test
    void commandsLeaveNoDescriptorHoweverTheyEnd() throws IOException {
        run("exit 0");
        List<String> before = KernelFixture.openDescriptors();
        for (int i = 0; i < 10; i++) {
            run("exit 0");
            assertThrows(
                    CaissonException.class,
                    () -> KERNEL.run(
                            command("exec sleep 300", new byte[] {1}, 1), Deadline.after(Duration.ofMillis(20))));
        }
        assertEquals(before, KernelFixture.openDescriptors());
    }
}
