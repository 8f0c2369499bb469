package io.caisson.testkit.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The packaged server as a process of its own, on private directories under one base directory. Not safe for many
 * threads, except {@link #ctr}. {@link #close} ends the server and not its containers:
 * a test deletes what it created, or calls {@link #deleteContainers} on its way out.
 *
 * <p>The system property {@code caisson.home} says where the distribution was unpacked.
 */
public final class CaissonServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String READY = "caisson: supervisor running ";

    private final Path base;
    private final Process process;
    private final String readyLine;

    private CaissonServer(Path base, Process process, String readyLine) {
        this.base = base;
        this.process = process;
        this.readyLine = readyLine;
    }

    /** How to start a server. Starting again in the same base directory takes up where the last one was killed. */
    public static final class Starter {
        private final Path base;
        private final List<String> prefix = new ArrayList<>();
        private final List<String> options = new ArrayList<>();

        private Starter(Path base) {
            this.base = base;
        }

        /** Runs the server by way of another program, which must {@code exec} it, so that the pid is the server's. */
        public Starter through(String... command) {
            prefix.addAll(List.of(command));
            return this;
        }

        /** Adds options, for instance {@code "--runtime", "crun"}. */
        public Starter with(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** Starts the server and waits for its ready line; fails with what it printed if there is none. */
        public CaissonServer start() {
            TestHost.requireRoot();
            List<String> command = new ArrayList<>(prefix);
            command.add(home().resolve("bin/caisson").toString());
            command.addAll(List.of(
                    "--state-dir", base.resolve("s").toString(),
                    "--root-dir", base.resolve("r").toString(),
                    "--log-dir", base.resolve("l").toString()));
            command.addAll(options);
            File out = base.resolve("stdout").toFile();
            try {
                Files.deleteIfExists(out.toPath());
                Process process = new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out)
                        .redirectError(ProcessBuilder.Redirect.appendTo(
                                base.resolve("stderr").toFile()))
                        .start();
                return new CaissonServer(base, process, awaitReady(process, out.toPath()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String awaitReady(Process process, Path out) throws IOException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (process.isAlive() && System.nanoTime() < end) {
                String text = Files.readString(out);
                if (text.startsWith(READY) && text.endsWith("\n")) {
                    return text.strip();
                }
                pause();
            }
            process.destroyForcibly();
            throw new IllegalStateException(
                    "the server did not start: " + Files.readString(out) + Files.readString(base.resolve("stderr")));
        }
    }

    /** @param base a short path: sockets below it must stay under 108 bytes */
    public static Starter in(Path base) {
        return new Starter(base);
    }

    /** {@return where the packaged server lies} */
    public static Path home() {
        String home = System.getProperty("caisson.home");
        if (home == null) {
            throw new IllegalStateException("System property caisson.home does not say where the server lies.");
        }
        return Path.of(home);
    }

    public long pid() {
        return process.pid();
    }

    public String readyLine() {
        return readyLine;
    }

    public Path stateDir() {
        return base.resolve("s");
    }

    public Path rootDir() {
        return base.resolve("r");
    }

    public Path logDir() {
        return base.resolve("l");
    }

    /** {@return the name of the cgroup that all containers of this server are under, in every hierarchy} */
    public String cgroupParent() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(stateDir().toString().getBytes(StandardCharsets.UTF_8));
            return "caisson-" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** {@return what the server wrote to its error stream, over all starts in this base directory} */
    public String log() {
        try {
            return Files.readString(base.resolve("stderr"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the packaged {@code ctr} against this server, as a command line} */
    public List<String> ctrCommand(String... args) {
        List<String> command = new ArrayList<>();
        command.add(home().resolve("bin/ctr").toString());
        command.add("--address=unix://" + stateDir().resolve("caisson.sock"));
        command.addAll(List.of(args));
        return command;
    }

    /** Runs the packaged {@code ctr} against this server, with nothing on its standard input. */
    public Outcome ctr(String... args) {
        return Outcome.of(ctrCommand(args), LIMIT);
    }

    /** As {@link #ctr}, and fails with all it printed unless it ends with status 0. {@return its standard output} */
    public String ctrOk(String... args) {
        return ctr(args).ok();
    }

    /** Removes all containers, running ones too: the way out of a test that failed. */
    public void deleteContainers() {
        for (String id : ctr("list", "-q").out().lines().toList()) {
            ctr("delete", "-f", id);
        }
    }

    /** {@return what {@code bin/caisson jmx-url} prints: the service URL of the platform MBean server} */
    public String jmxUrl() {
        return Outcome.of(
                        List.of(
                                home().resolve("bin/caisson").toString(),
                                "jmx-url",
                                "--state-dir",
                                stateDir().toString()),
                        LIMIT)
                .ok()
                .strip();
    }

    /** {@return a connection to the server's platform MBean server} */
    public JMXConnector jmx() throws IOException {
        return JMXConnectorFactory.connect(new JMXServiceURL(jmxUrl()));
    }

    /** Sends SIGTERM. {@return the exit status} */
    public int terminate() {
        process.destroy();
        return await();
    }

    /** Sends SIGKILL and waits until the kernel is through with it. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    private int await() {
        try {
            if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IllegalStateException("the server did not end within " + LIMIT + ": " + log());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
