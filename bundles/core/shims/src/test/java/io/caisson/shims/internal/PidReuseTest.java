package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger that has the pid of a process of ours, and a process that nobody reaps, on the real kernel. */
class PidReuseTest {
    private static final int TIMES = 1_000;
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;

    @TempDir
    Path dir;

    private ShimHarness shims;
    private Process decoy;
    private ProcessIdentity stranger;

    @BeforeEach
    void begin() throws IOException {
        shims = new ShimHarness(dir);
        decoy = new ProcessBuilder("/bin/sleep", "1000").start();
        stranger = ShimHarness.KERNEL.identify(decoy.pid()).orElseThrow();
    }

    @AfterEach
    void end() throws InterruptedException {
        decoy.destroyForcibly().waitFor();
        shims.close();
    }

    /** {@return a process of ours that had the stranger's pid before} */
    private ProcessIdentity former(long startedEarlier) {
        long inode = stranger.pidfdInode().orElseThrow();
        return new ProcessIdentity(stranger.pid(), stranger.startTicks() - startedEarlier, OptionalLong.of(inode - 1));
    }

    private void assertLeftAlone(ProcessIdentity former) {
        for (int i = 0; i < TIMES; i++) {
            assertFalse(shims.manager().signal(former, 9));
        }
        ShimProcess taken = shims.reattach(shims.processDir(), former, Optional.of(former), OutputListener.NONE);
        ProcessExit exit = ShimHarness.exitOf(taken);
        assertEquals(ProcessExit.Source.LOST, exit.source());
        assertFalse(taken.shimAlive());
        assertTrue(ShimHarness.lives(stranger));
    }

    @Test
    @Fault(27)
    void whoGotThePidAfterARestartIsNeverSignalled() {
        assertLeftAlone(former(1));
    }

    @Test
    @Fault(28)
    void whoGotThePidWithinTheSameTickIsToldApartByTheInodeOfItsPidfd() {
        assertLeftAlone(former(0));
    }

    @Test
    @Fault(40)
    void theExitOfAZombieIsToldWhenItsStoppedShimRunsOn() {
        ShimProcess process = shims.launch(StdioRequest.LOGGED, "exec sleep 1000", OutputListener.NONE);
        ProcessIdentity shim = process.shim().orElseThrow();
        ShimHarness.signal(shim, SIGSTOP);
        process.signal(9);
        ShimHarness.await(() -> ShimHarness.state(process.process().pid()).equals("Z"), () -> "no zombie");
        assertFalse(ShimHarness.isDone(process.exited()));
        ShimHarness.signal(shim, SIGCONT);
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(137, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
    }
}
