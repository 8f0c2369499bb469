package io.caisson.testkit.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Accounting: what a test took of the machine must be back when it ends. Counted are
 *
 * <ul>
 *   <li>open descriptors, but for RMI's own TCP connections, and child processes, zombies among them, of this JVM and
 *       of the server;
 *   <li>threads of the server that are ours, beyond what a pool may have;
 *   <li>any process whose command line names the server's directories (a shim's does);
 *   <li>cgroups of the server's parent, in every hierarchy;
 *   <li>mounts of the host under the server's directories;
 *   <li>files, sockets and FIFOs in the server's directories, but for the journal, the logs of the server itself
 *       and the directories it makes when it first needs them.
 * </ul>
 *
 * <p>Use: {@code LeakCheck leaks = LeakCheck.of(server); ... leaks.assertNone();}
 */
public final class LeakCheck {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Pools keep their threads; more of one name than any pool has is a leak. */
    private static final int THREADS_OF_A_POOL = 32;

    private static final String THREAD = "thread of the server: ";
    private static final String SEGMENT = "/N.journal";
    private static final Path PROC = Path.of("/proc");
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final CaissonServer server;
    private final long serverPid;
    private final boolean inside;
    private final Map<String, Integer> before;

    private LeakCheck(CaissonServer server, boolean inside) {
        this.server = server;
        this.serverPid = server.pid();
        this.inside = inside;
        this.before = take();
    }

    /** Takes the first count. The server must be up, and stay the same process for descriptors and threads to count. */
    public static LeakCheck of(CaissonServer server) {
        return new LeakCheck(server, true);
    }

    /**
     * Leaves out what this JVM and the server have inside: descriptors, threads and children. For servers that come and go
     * and for a JVM that does other things meanwhile.
     */
    public static LeakCheck ofHost(CaissonServer server) {
        return new LeakCheck(server, false);
    }

    /** Takes the second count, again and again while something is ending; fails with what is more than at first. */
    public void assertNone() {
        assertNone(LIMIT);
    }

    /** As {@link #assertNone()}, with another limit for what ends by itself. */
    public void assertNone(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Map<String, Integer> more = more();
        while (!more.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            more = more();
        }
        if (!more.isEmpty()) {
            StringBuilder text = new StringBuilder("left behind:");
            more.forEach((what, count) ->
                    text.append("\n  ").append(count).append(" x ").append(what));
            throw new AssertionError(text);
        }
    }

    private Map<String, Integer> more() {
        Map<String, Integer> more = new TreeMap<>();
        take().forEach((what, count) -> {
            // The journal opens its newest segment at the first event.
            int least = what.startsWith(THREAD) ? THREADS_OF_A_POOL : what.endsWith(SEGMENT) ? 1 : 0;
            int grown = count - Math.max(least, before.getOrDefault(what, 0));
            if (grown > 0) {
                more.put(what, grown);
            }
        });
        return more;
    }

    private Map<String, Integer> take() {
        Map<String, Integer> counts = new TreeMap<>();
        long self = ProcessHandle.current().pid();
        if (inside) {
            descriptors(self, "descriptor of this JVM", counts);
            descriptors(serverPid, "descriptor of the server", counts);
            threads(counts);
        }
        processes(self, counts);
        cgroups(counts);
        mounts(counts);
        for (Path directory : directories()) {
            files(directory, counts);
        }
        return counts;
    }

    private List<Path> directories() {
        return List.of(server.stateDir(), server.rootDir(), server.logDir());
    }

    private static void descriptors(long pid, String what, Map<String, Integer> counts) {
        Set<String> connections = tcpSockets(pid);
        for (Path descriptor : list(PROC.resolve(pid + "/fd"))) {
            String target = link(descriptor);
            // Class paths and random sources are opened when first used and then stay.
            boolean lasting = target.endsWith(".jar") || target.contains("/jvm/") || target.endsWith("random");
            if (!target.isEmpty()
                    && !lasting
                    && !connections.contains(target)
                    && !target.equals(PROC.resolve(pid + "/fd").toString())) {
                add(counts, what + ": " + target.replaceAll("\\[\\d+]", "").replaceAll("/\\d+(?=/|\\.journal$)", "/N"));
            }
        }
    }

    private static Set<String> tcpSockets(long pid) {
        Set<String> sockets = new HashSet<>();
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            read(PROC.resolve(pid + "/" + table))
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+")[9])
                    .forEach(inode -> sockets.add("socket:[" + inode + "]"));
        }
        return sockets;
    }

    private void threads(Map<String, Integer> counts) {
        for (Path task : list(PROC.resolve(serverPid + "/task"))) {
            String name = read(task.resolve("comm")).strip().replaceAll("\\d+", "N");
            if (name.startsWith("caisson")) {
                add(counts, THREAD + name);
            }
        }
    }

    private void processes(long self, Map<String, Integer> counts) {
        for (Path process : list(PROC)) {
            String stat = process.getFileName().toString().matches("\\d+") ? read(process.resolve("stat")) : "";
            if (stat.isEmpty()) {
                continue;
            }
            String[] fromState = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long parent = Long.parseLong(fromState[1]);
            String command = read(process.resolve("cmdline")).replace('\0', ' ').strip();
            long pid = Long.parseLong(process.getFileName().toString());
            boolean names = directories().stream()
                    .map(directory -> directory.getParent().toString())
                    .anyMatch(command::contains);
            boolean child = inside && (parent == self || parent == serverPid);
            boolean ours = child || names;
            boolean aServer = command.contains("--state-dir"); // not one of its containers
            if (ours && pid != serverPid && !aServer) {
                add(
                        counts,
                        "process in state " + fromState[0] + ", child of " + parent + ": " + pid + " "
                                + (command.isEmpty()
                                        ? stat.substring(stat.indexOf('('), stat.lastIndexOf(')') + 1)
                                        : command));
            }
        }
    }

    private void cgroups(Map<String, Integer> counts) {
        for (Path hierarchy : hierarchies()) {
            for (Path parent : list(hierarchy)) {
                if (parent.getFileName().toString().equals(server.cgroupParent())) {
                    walk(parent, Files::isDirectory, path -> add(counts, "cgroup " + path));
                }
            }
        }
    }

    private static List<Path> hierarchies() {
        List<Path> hierarchies = new ArrayList<>(list(CGROUPS));
        hierarchies.add(CGROUPS);
        return hierarchies;
    }

    private void mounts(Map<String, Integer> counts) {
        String base = server.stateDir().getParent() + "/";
        read(PROC.resolve("self/mountinfo"))
                .lines()
                .map(line -> line.split(" ")[4])
                .filter(mount -> mount.startsWith(base))
                .forEach(mount -> add(counts, "mount " + mount));
    }

    private void files(Path directory, Map<String, Integer> counts) {
        walk(directory, path -> true, path -> {
            String name = directory.relativize(path).toString();
            boolean servers = name.matches(
                    "(journal|audit|osgi|tmp)(/.*)?|server(\\.\\d+)?\\.log|containers|\\.console|\\.runtime/[^/]*");
            if (!servers) {
                add(counts, kind(path) + " " + path);
            }
        });
    }

    private static String kind(Path path) {
        try {
            int type = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0170000;
            return switch (type) {
                case 0010000 -> "FIFO";
                case 0040000 -> "directory";
                case 0100000 -> "file";
                case 0120000 -> "link";
                case 0140000 -> "socket";
                default -> "device";
            };
        } catch (IOException gone) {
            return "file that was just removed";
        }
    }

    private static void add(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void walk(Path directory, Predicate<Path> wanted, Consumer<Path> visitor) {
        for (Path entry : list(directory)) {
            if (wanted.test(entry)) {
                visitor.accept(entry);
            }
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                walk(entry, wanted, visitor);
            }
        }
    }
}
