package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The FIFO with a stand-in for init: what happens when init does not do what it should. */
@Timeout(30)
class ExecFifoTest {
    @TempDir
    Path directory;

    private final Kernel kernel = new LinuxKernel();
    private Path fifo;
    private Process init;

    @BeforeEach
    void makeFifo() {
        fifo = directory.resolve("exec.fifo");
        kernel.makeFifo(fifo, 0622);
    }

    @AfterEach
    void endInit() throws InterruptedException {
        if (init != null) {
            init.destroyForcibly().waitFor();
        }
    }

    @Test
    void byteOfInitStartsItAndTheFifoIsRemoved() throws Exception {
        init("printf 0 >" + fifo + "; exec sleep 1000");
        assertTrue(start(Duration.ofSeconds(10)));
        assertFalse(Files.exists(fifo));
        assertTrue(init.isAlive());
    }

    @Test
    void initThatWritesAndEndsAtOnceWasStarted() throws Exception {
        init("printf 0 >" + fifo);
        assertTrue(start(Duration.ofSeconds(10)));
        assertFalse(Files.exists(fifo));
    }

    @Test
    void initThatDiesWhileWeWaitIsAnErrorAndNoHang() throws Exception {
        // Its open(2) returns when we have opened the other end: so it dies after that.
        init("exec 3>" + fifo + "; exit 0");
        CaissonException failure = assertThrows(CaissonException.class, () -> start(Duration.ofSeconds(20)));
        assertEquals("runtime.not-running", failure.reason());
        assertEquals("start of container c1 failed: init died before it was started", failure.getMessage());
    }

    @Test
    void initThatClosesWithoutAByteIsNotTakenForStarted() throws Exception {
        init(": >" + fifo + "; exec sleep 1000");
        CaissonException failure = assertThrows(CaissonException.class, () -> start(Duration.ofMillis(500)));
        assertEquals("runtime.timeout", failure.reason());
        assertTrue(Files.exists(fifo));
    }

    @Test
    void initThatNeverAnswersIsATimeout() throws Exception {
        init("exec sleep 1000");
        CaissonException failure = assertThrows(CaissonException.class, () -> start(Duration.ofMillis(500)));
        assertEquals("runtime.timeout", failure.reason());
    }

    @Test
    void deadInitIsLeftToTheRuntime() throws Exception {
        init("exec sleep 1000");
        init.destroyForcibly().waitFor();
        assertFalse(start(Duration.ofSeconds(10)));
    }

    @Test
    void pidOfAnotherProcessIsLeftToTheRuntime() throws Exception {
        init("exec sleep 1000");
        writeState(startTicks() + 1, "{}");
        assertFalse(start(Duration.ofSeconds(10)));
    }

    @Test
    void hooksAtStartAreLeftToTheRuntime() throws Exception {
        init("exec sleep 1000");
        for (String hook : new String[] {"poststart", "startContainer"}) {
            writeState(startTicks(), "{\"Hooks\":{\"" + hook + "\":[{\"path\":\"/bin/true\"}]}}");
            assertFalse(start(Duration.ofSeconds(10)), hook);
        }
        assertTrue(Files.exists(fifo));
    }

    @Test
    void stateThatCannotBeReadIsLeftToTheRuntime() throws Exception {
        init("exec sleep 1000");
        for (String state : new String[] {"", "{", "null", "[]", "{}"}) {
            Files.writeString(directory.resolve("state.json"), state);
            assertFalse(start(Duration.ofSeconds(10)), state);
        }
    }

    @Test
    void missingFifoIsLeftToTheRuntime() throws Exception {
        init("exec sleep 1000");
        Files.delete(fifo);
        assertFalse(start(Duration.ofSeconds(10)));
        Files.createFile(fifo);
        assertFalse(start(Duration.ofSeconds(10)));
    }

    private boolean start(Duration budget) {
        RuntimeCall call = new RuntimeCall(Path.of("/usr/sbin/runc"), "start", Optional.of(new ContainerId("c1")));
        return new ExecFifo(kernel, call, directory).start(Deadline.after(budget));
    }

    private void init(String script) throws IOException {
        init = new ProcessBuilder("/bin/sh", "-c", script).start();
        writeState(startTicks(), "{\"Hooks\":{\"poststart\":null,\"startContainer\":[]}}");
    }

    private long startTicks() {
        return kernel.identify(init.pid()).orElseThrow().startTicks();
    }

    private void writeState(long startTicks, String config) throws IOException {
        Files.writeString(
                directory.resolve("state.json"),
                "{\"init_process_pid\":" + init.pid() + ",\"init_process_start\":" + startTicks + ",\"config\":"
                        + config + "}");
    }
}
