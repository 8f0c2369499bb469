package io.caisson.crash;

import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The program behind {@code ./dev crash}. Exit status 1 when anything was lost, told twice, left or unlawful. */
public final class Crash {
    /**
     * How a run ended.
     *
     * @param text the counters
     */
    record Result(boolean allWell, String text) {}

    private Crash() {}

    public static void main(String[] args) throws IOException {
        try {
            Result result = run(Options.parse(args));
            System.out.println(result.text());
            System.exit(result.allWell() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.print("crash: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
        }
    }

    static Result run(Options options) throws IOException {
        TestHost.requireRoot();
        Files.createDirectories(options.dir());
        Path work = Files.createTempDirectory(options.dir(), "w");
        Counters counters = new Counters();
        long begin = System.nanoTime();
        String text;
        if (options.cycles() > 0) {
            text = new Cycles(work, options.cycles(), counters).run() + "\n";
        } else {
            new Sweep(options, work, counters).run();
            text = "";
        }
        String took = " in " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s, seed " + options.seed();
        if (counters.allWell()) {
            removeTree(work);
        } else {
            System.err.println("crash: what the servers left is in " + work);
        }
        return new Result(counters.allWell(), text + counters + took);
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
