package io.caisson.itests;

import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Two Linux network namespaces with a cable between them. They end with {@link #close} and touch no other network. */
final class TwoHosts implements AutoCloseable {
    static final String FIRST = "10.231.7.1";

    private static final String SECOND = "10.231.7.2";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Process first;
    private final Process second;

    private TwoHosts(Process first, Process second) {
        this.first = first;
        this.second = second;
    }

    static TwoHosts connect() throws IOException {
        TwoHosts hosts = new TwoHosts(openNamespace(), openNamespace());
        try {
            awaitOwn(hosts.first);
            awaitOwn(hosts.second);
            String peer = Long.toString(hosts.second.pid());
            run(hosts.onFirst(), "ip", "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", peer);
            configure(hosts.onFirst(), FIRST);
            configure(hosts.onSecond(), SECOND);
            return hosts;
        } catch (IOException | RuntimeException | AssertionError e) {
            hosts.close();
            throw e;
        }
    }

    private static Process openNamespace() throws IOException {
        return new ProcessBuilder("unshare", "--net", "sleep", "infinity").start();
    }

    private static void awaitOwn(Process process) throws IOException {
        Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Files.readSymbolicLink(namespace(process)).equals(ours)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("unshare --net has made no network namespace");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void configure(String[] host, String address) {
        run(host, "ip", "address", "add", address + "/24", "dev", "cable");
        run(host, "ip", "link", "set", "cable", "up");
        run(host, "ip", "link", "set", "lo", "up");
    }

    private static Path namespace(Process process) {
        return Path.of("/proc", Long.toString(process.pid()), "ns", "net");
    }

    /** {@return the beginning of a command line that runs the rest of it there, as a process with the same pid} */
    String[] onFirst() {
        return new String[] {"nsenter", "--net=" + namespace(first), "--"};
    }

    /** As {@link #onFirst}. */
    String[] onSecond() {
        return new String[] {"nsenter", "--net=" + namespace(second), "--"};
    }

    /**
     * Says the first words of RMI's wire protocol to a port (JRMI, version 2, stream protocol).
     *
     * @return {@code N} from an RMI server that wants to go on; empty when it hangs up
     */
    String rmiAnswer(String[] from, String address, int port) {
        String script =
                "exec 3<>/dev/tcp/" + address + "/" + port + " && printf 'JRMI\\0\\2\\x4b' >&3 && head -c 1 <&3";
        List<String> command = new ArrayList<>(List.of(from));
        command.addAll(List.of("bash", "-c", script));
        return Outcome.of(command, LIMIT).out();
    }

    private static void run(String[] host, String... command) {
        List<String> whole = new ArrayList<>(List.of(host));
        whole.addAll(List.of(command));
        Outcome.of(whole, LIMIT).ok();
    }

    @Override
    public void close() {
        first.destroyForcibly();
        second.destroyForcibly();
    }
}
