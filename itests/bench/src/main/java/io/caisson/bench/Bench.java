package io.caisson.bench;

import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.FakeRuntime;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The program behind {@code ./dev bench}. */
public final class Bench {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Options options;
    private final Plan plan;
    private final Path work;
    private final Kernel kernel = new LinuxKernel();
    private final Path runc = Machine.program("runc");
    private final Figures figures = new Figures();
    private final Path sleeping;
    private final Path ending;

    private Bench(Options options, Path work) {
        this.options = options;
        this.plan = options.plan();
        this.work = work;
        this.sleeping = OciBundles.busybox(work.resolve("sleep"), OciBundles.config("sleep", "1000000"));
        this.ending = OciBundles.busybox(work.resolve("true"), OciBundles.config("true"));
    }

    public static void main(String[] args) throws IOException {
        try {
            run(Options.parse(args));
        } catch (IllegalArgumentException e) {
            System.err.print("bench: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
        }
    }

    static void run(Options options) throws IOException {
        TestHost.requireRoot();
        Files.createDirectories(options.out());
        Files.createDirectories(options.dir());
        Path work = Files.createTempDirectory(options.dir(), "w");
        try {
            new Bench(options, work).measureAll();
        } finally {
            removeTree(work);
        }
    }

    private void measureAll() throws IOException {
        kernel.becomeSubreaper();
        long begin = System.nanoTime();
        double loadBefore = Machine.load();
        if (!options.recoveryOnly()) {
            head("inner calls");
            new InnerCalls(plan).measure(work.resolve("inner"), sleeping, figures);
            startUps();
        }
        head("recovery");
        RecoveryTime.measureBoth(plan, work, sleeping, FakeRuntime.in(work), runc, figures);
        if (!options.recoveryOnly()) {
            freshServer();
            besideRunc();
        }
        String head = Machine.describe(work, runc)
                + String.format(
                        Locale.ROOT,
                        "- load average %.1f before, %.1f after (the bench itself makes about 1); %d s; seed %d%n",
                        loadBefore,
                        Machine.load(),
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                        options.seed());
        String table = head + "\n" + figures.table();
        Files.writeString(options.out().resolve("table.md"), table);
        figures.write(options.out().resolve("results.json"));
        System.out.print(table);
    }

    private static void head(String section) {
        System.err.printf(Locale.ROOT, "%s (load %.1f)%n", section, Machine.load());
    }

    private void startUps() throws IOException {
        head("start-up");
        Samples ready = new Samples();
        Samples ctr = new Samples();
        Path base = Files.createDirectory(work.resolve("u"));
        for (int i = 0; i <= plan.serverStarts(); i++) { // the first fills the page cache
            long begin = System.nanoTime();
            try (CaissonServer server = CaissonServer.in(base).start()) {
                if (i > 0) {
                    ready.addNanosAsMillis(System.nanoTime() - begin);
                }
                if (i == plan.serverStarts()) {
                    for (int call = 0; call <= plan.ctrCalls(); call++) {
                        ctrVersion(server, call == 0 ? new Samples() : ctr);
                    }
                }
            }
        }
        figures.add(
                "ready.ms", ready.median(), "ms", ready.size(), "bin/caisson until its ready line, median, to 20 ms");
        figures.addPercentiles("ctr.ms", ctr, "ms", "ctr version, the whole process");
    }

    private void ctrVersion(CaissonServer server, Samples into) {
        Path ctr = CaissonServer.home().resolve("bin/ctr");
        String address = "--address=unix://" + server.stateDir().resolve("caisson.sock");
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
        long begin = System.nanoTime();
        CommandResult result = kernel.run(
                new Command(List.of(ctr.toString(), address, "version"), environment, Path.of("/"), new byte[0], 4096),
                Deadline.after(LIMIT));
        into.addNanosAsMillis(System.nanoTime() - begin);
        if (result.waitStatus() != 0) {
            throw new IllegalStateException("ctr version ended with wait status " + result.waitStatus());
        }
    }

    private void freshServer() throws IOException {
        head("memory and exits");
        try (Subject subject = new Subject(Files.createDirectory(work.resolve("m")))) {
            new RunningServer(plan, kernel, sleeping, subject).measure(figures);
            head("log");
            new LogThroughput(plan, work, subject).measure(figures);
        }
    }

    private void besideRunc() throws IOException {
        Random random = new Random(options.seed());
        Path base = Files.createDirectory(work.resolve("b"));
        Path runcRoot = Files.createDirectory(work.resolve("runc"));
        try (Subject subject = new Subject(base);
                BareRunc bare = new BareRunc(kernel, runc, runcRoot)) {
            head("warm-up");
            StartLatency start =
                    new StartLatency(plan, sleeping, random, List.of(bare, subject.byJmx(), subject.bySocket()));
            Throughput throughput = new Throughput(
                    plan,
                    ending,
                    random,
                    subject.byJmx(),
                    bare,
                    ProcessHandle.of(subject.server().pid()).orElseThrow());
            start.warmUp();
            throughput.warmUp(subject.bySocket());
            LeakCheck leaks = LeakCheck.of(subject.server());
            head("create + start");
            start.measure();
            start.report(figures);
            head("throughput");
            throughput.measure(figures);
            kernel.reapOrphans();
            leaks.assertNone();
            if (subject.server().log().contains("ERROR")) {
                throw new IllegalStateException(
                        "the server logged an error: " + subject.server().log());
            }
        }
    }

    private static void removeTree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
