package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole life under crun. crun 1.8 refuses a host with both versions of cgroups; so the server runs where the mount of
 * the second is covered. (It must not be unmounted: crun would make directories in what lies below, on the host.)
 */
class CrunIT {
    private static final String COVERED = "mount -t tmpfs none /sys/fs/cgroup/unified && exec \"$0\" \"$@\"";

    @TempDir
    private Path temp;

    @Test
    void aContainerLivesAWholeLifeUnderCrun() {
        Path sleeper = OciBundles.busybox(temp.resolve("s-b"), OciBundles.config("sleep", "600"));
        Path seven = OciBundles.busybox(temp.resolve("e-b"), OciBundles.config("sh", "-c", "echo out; exit 7"));
        try (CaissonServer server = CaissonServer.in(temp)
                        .through("unshare", "-m", "sh", "-c", COVERED)
                        .with("--runtime", "crun")
                        .start();
                JmxClient jmx = JmxClient.of(server)) {
            assertTrue(server.readyLine().contains("runtime=crun"), server.readyLine());
            LeakCheck leaks = LeakCheck.of(server);

            Outcome run = server.ctr("run", "--rm", "seven", seven.toString());
            assertEquals(7, run.status(), run.toString());
            assertEquals("out\n", run.out());

            jmx.invoke("type=Containers", "create", "c", sleeper.toString(), "");
            assertEquals("CREATED", jmx.containerAttribute("c", "State"));
            jmx.container("c", "start");
            assertEquals("RUNNING", jmx.containerAttribute("c", "State"));
            assertEquals("hello\n", server.ctrOk("exec", "c", "--", "echo", "hello"));
            assertEquals(9, server.ctr("exec", "c", "--", "sh", "-c", "exit 9").status());
            assertEquals(127, server.ctr("exec", "c", "--", "no-such-program").status());
            assertEquals(126, server.ctr("exec", "c", "--", "/bin").status());
            jmx.container("c", "pause");
            assertEquals("PAUSED", jmx.containerAttribute("c", "State"));
            jmx.container("c", "resume");
            assertEquals("RUNNING", jmx.containerAttribute("c", "State"));
            jmx.container("c", "kill", "KILL");
            assertEquals(137, jmx.awaitExit("c"));
            jmx.container("c", "delete");

            List<JmxClient.Event> events = jmx.events(0);
            EventLaws.assertLawful(events);
            assertEquals(
                    List.of(
                            "created",
                            "started",
                            "exec-started",
                            "exec-exited",
                            "exec-started",
                            "exec-exited",
                            "paused",
                            "resumed",
                            "exited",
                            "deleted"),
                    events.stream()
                            .filter(event -> event.id().equals("c"))
                            .map(JmxClient.Event::type)
                            .toList());
            leaks.assertNone();
        }
    }
}
