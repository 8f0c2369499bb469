package io.caisson.launcher;

import io.caisson.launcher.Options.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's main program. Exit status: 0 after a stop that was asked for, 1 when the server cannot start or an OSGi
 * bundle does not stop in time, 2 for a wrong command line.
 */
public final class Main {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(9);

    private Main() {}

    /** Runs the server until it is asked to stop. */
    public static void main(String[] args) throws InterruptedException, URISyntaxException {
        Path home = Path.of(Main.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getParent()
                .getParent();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            Options options = Options.parse(List.of(args), home, Path.of("").toAbsolutePath());
            if (options.help()) {
                out.print(Options.USAGE);
            } else if (options.version()) {
                out.println("caisson " + version());
            } else {
                run(options, home, out);
            }
        } catch (UsageException e) {
            err.println("caisson: " + e.getMessage());
            err.print(Options.USAGE);
            System.exit(2);
        } catch (LaunchException e) {
            err.println("caisson: " + e.getMessage());
            Shutdown.exit(1);
        }
    }

    private static void run(Options options, Path home, PrintStream out) throws LaunchException, InterruptedException {
        ConfigDirectory.check(options.configDir());
        OwnedDirectory.take("--state-dir", options.stateDir(), "rwx--x--x");
        OwnedDirectory root = OwnedDirectory.take("--root-dir", options.rootDir(), "rwx------");
        OwnedDirectory log = OwnedDirectory.take("--log-dir", options.logDir(), "rwx------");
        System.setProperty("java.io.tmpdir", root.emptyDirectory("tmp").toString());
        ServerLog.open(log.path(), options.debug());
        List<Feature> features = new FeatureReader().readAll(home.resolve("features"));
        // What an earlier start left is never used: an OSGi bundle is what its jar is now, a setting what its file
        // says.
        OsgiServer server = OsgiServer.prepare(
                features, home.resolve("repository"), properties(options, root.emptyDirectory("osgi")));
        Shutdown.onSignal(server, STOP_LIMIT);
        server.start(START_LIMIT);
        out.println("caisson: supervisor running cpus=" + Runtime.getRuntime().availableProcessors() + " memory="
                + memoryMiB() + " runtime=" + options.runtime() + " stateDir=" + options.stateDir());
        server.awaitStop();
        Shutdown.exit(0);
    }

    private static Map<String, String> properties(Options options, Path storage) {
        return Map.of(
                "org.osgi.framework.storage", storage.toString(),
                "felix.fileinstall.dir", options.configDir().toString(),
                "caisson.stateDir", options.stateDir().toString(),
                "caisson.rootDir", options.rootDir().toString(),
                "caisson.logDir", options.logDir().toString(),
                "caisson.configDir", options.configDir().toString(),
                "caisson.runtime", options.runtime(),
                "caisson.runtimeArgs", String.join("\n", options.runtimeArgs()),
                "caisson.debug", Boolean.toString(options.debug()),
                "caisson.version", version());
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    private static long memoryMiB() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
