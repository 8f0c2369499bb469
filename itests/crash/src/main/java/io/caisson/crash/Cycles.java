package io.caisson.crash;

import io.caisson.crash.Counters.Kind;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.FakeRuntime;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Many lives of containers in one server, by runc and by the fake in turn; what they leave, and what memory does. */
final class Cycles {
    private static final int WARM_UP = 20;
    private static final int STATUS = 7;
    private static final int REPORT_EVERY = 500;

    private final Path base;
    private final int cycles;
    private final Counters counters;

    Cycles(Path base, int cycles, Counters counters) {
        this.base = base;
        this.cycles = cycles;
        this.counters = counters;
    }

    /** {@return the line that tells it} */
    String run() {
        String fake = FakeRuntime.in(base).toString();
        Path ociBundle = OciBundles.busybox(base.resolve("b"), OciBundles.config("sh", "-c", "exit " + STATUS));
        try (CaissonServer server = CaissonServer.in(base).start()) {
            Ctr ctr = new Ctr(server.stateDir().resolve("caisson.sock"));
            for (int i = 0; i < WARM_UP; i++) {
                live(ctr, "warm-" + i, i % 2 == 0 ? "runc" : fake, ociBundle);
            }
            LeakCheck leaks = LeakCheck.of(server);
            String before = measure(server.pid());
            long rssBefore = rss(server.pid());
            long begin = System.nanoTime();
            for (int i = 0; i < cycles; i++) {
                live(ctr, "cycle-" + i, i % 2 == 0 ? "runc" : fake, ociBundle);
                if ((i + 1) % REPORT_EVERY == 0) {
                    System.err.println("crash: " + (i + 1) + " cycles, " + measure(server.pid()));
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            try {
                leaks.assertNone();
                EventLaws.assertLawful(Lane.events(ctr, 0));
            } catch (AssertionError e) {
                counters.found(Kind.RESIDUE, "cycles", e.getMessage());
            }
            return String.format(
                    Locale.ROOT,
                    "cycles %d in %.0f s, server before: %s, after: %s, %+.2f KiB for each cycle",
                    cycles,
                    seconds,
                    before,
                    measure(server.pid()),
                    (double) (rss(server.pid()) - rssBefore) / cycles);
        }
    }

    private void live(Ctr ctr, String id, String runtime, Path ociBundle) {
        ctr.call("create", "--runtime", runtime, id, ociBundle.toString()).require("create");
        ctr.call("start", id).require("start");
        String status = ctr.call("wait", id).require("wait").out().strip();
        if (!status.equals(Integer.toString(STATUS))) {
            counters.found(Kind.LOST, "cycles", id + " ended with " + STATUS + ", told was " + status);
        }
        ctr.call("delete", id).require("delete");
    }

    private static String measure(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"));
                Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return descriptors.count() + " descriptors, " + threads.count() + " threads, RSS " + rss(pid) + " KiB";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long rss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
