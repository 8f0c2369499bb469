package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many short containers side by side: nothing is lost and nothing is left. */
class ManyContainersIT {
    private static final int CONTAINERS = 200;
    private static final int AT_A_TIME = 4;

    @TempDir
    private Path temp;

    private JmxClient jmx;

    @Test
    void twoHundredShortContainersGiveTwoHundredExitsAndLeaveNothing() throws Exception {
        Path ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("true"));
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient client = JmxClient.of(server)) {
            jmx = client;
            oneLife("warm-up", ociBundle); // pools, classes and native code are loaded before the first count
            LeakCheck leaks = LeakCheck.of(server);
            long before = (Long) jmx.get("type=Events", "LastSeq");

            AtomicInteger next = new AtomicInteger();
            ExecutorService lanes = Executors.newFixedThreadPool(AT_A_TIME);
            List<Future<?>> done = new ArrayList<>();
            for (int lane = 0; lane < AT_A_TIME; lane++) {
                done.add(lanes.submit(() -> {
                    for (int i = next.getAndIncrement(); i < CONTAINERS; i = next.getAndIncrement()) {
                        oneLife("true-" + i, ociBundle);
                    }
                }));
            }
            for (Future<?> lane : done) {
                lane.get();
            }
            lanes.shutdown();

            List<JmxClient.Event> events = jmx.events(before);
            assertEquals(
                    CONTAINERS,
                    events.stream()
                            .filter(event -> event.type().equals("exited") && event.status() == 0)
                            .map(JmxClient.Event::id)
                            .distinct()
                            .count());
            Map<String, List<String>> lives = events.stream()
                    .collect(Collectors.groupingBy(
                            JmxClient.Event::id, Collectors.mapping(JmxClient.Event::type, Collectors.toList())));
            lives.forEach((id, life) ->
                    assertEquals(List.of("created", "started", "exited", "deleted"), life, "events of " + id));
            assertEquals(CONTAINERS, lives.size());
            assertEquals(List.of(), List.of((Object[]) jmx.get("type=Containers", "Ids")));
            leaks.assertNone();
            assertTrue(!server.log().contains("ERROR"), server.log());
        }
    }

    private void oneLife(String id, Path ociBundle) {
        jmx.invoke("type=Containers", "run", id, ociBundle.toString(), "");
        JmxClient.await(
                id + " has ended", () -> jmx.containerAttribute(id, "State").equals("STOPPED"));
        assertEquals(0, jmx.containerAttribute(id, "ExitStatus"));
        jmx.container(id, "delete");
    }
}
