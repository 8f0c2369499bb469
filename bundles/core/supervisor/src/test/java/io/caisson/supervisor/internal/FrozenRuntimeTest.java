package io.caisson.supervisor.internal;

import static io.caisson.supervisor.internal.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.testkit.Fault;
import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A runtime in an uninterruptible sleep, made by the freezer of cgroup v1, where a SIGKILL stays pending. */
class FrozenRuntimeTest {
    private static final Path FREEZER = Path.of("/sys/fs/cgroup/freezer");

    @Test
    @Fault(10)
    void aCallOfARuntimeThatCannotBeKilledReturnsAtItsDeadline() throws IOException {
        TestHost.requireRoot();
        Path cgroup = Files.createDirectory(
                FREEZER.resolve("caisson-frozen-" + ProcessHandle.current().pid()));
        Kernel kernel = new LinuxKernel();
        try {
            String freeze =
                    "echo FROZEN > " + cgroup + "/freezer.state; echo $$ > " + cgroup + "/cgroup.procs; sleep 600";
            Command command = new Command(
                    List.of("/bin/sh", "-c", freeze), Map.of("PATH", "/usr/bin:/bin"), Path.of("/"), new byte[0], 4096);
            long begin = System.nanoTime();
            CaissonException late = assertThrows(
                    CaissonException.class, () -> kernel.run(command, Deadline.after(Duration.ofSeconds(1))));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(ErrorCode.DEADLINE_EXCEEDED, late.code());
            assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "it took " + took);
            long pid = Long.parseLong(Files.readString(cgroup.resolve("cgroup.procs"))
                    .lines()
                    .findFirst()
                    .orElseThrow());
            assertTrue(ProcessHandle.of(pid).isPresent(), "it cannot die yet");
        } finally {
            Files.writeString(cgroup.resolve("freezer.state"), "THAWED");
            await("the cgroup is empty", () -> isEmpty(cgroup));
            Files.delete(cgroup);
        }
    }

    private static boolean isEmpty(Path cgroup) {
        try {
            return Files.readString(cgroup.resolve("cgroup.procs")).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
