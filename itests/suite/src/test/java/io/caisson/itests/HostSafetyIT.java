package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container gets of the host, and what others on the host get of a container. */
class HostSafetyIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PID = Pattern.compile("\"pid\": (\\d+)");
    private static final String CANARY = "canary-" + UUID.randomUUID();

    @TempDir
    private static Path temp;

    private static CaissonServer server;
    private static JmxClient jmx;
    private static LeakCheck leaks;

    /** A container with a secret in its environment, and a process beside its init, with another. */
    @BeforeAll
    static void startAll() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x")); // as /run and /var/lib are
        Path ociBundle = OciBundles.busybox(
                temp.resolve("b"),
                OciBundles.config("sleep", "600")
                        .replace("\"TERM=xterm\"", "\"SECRET=" + CANARY + "-init\"")
                        .replace("\"cwd\": \"/\"", "\"cwd\": \"/\", \"oomScoreAdj\": 321"));
        server = CaissonServer.in(temp).start();
        jmx = JmxClient.of(server);
        leaks = LeakCheck.of(server);
        server.ctrOk("run", "-d", "c", ociBundle.toString());
        server.ctrOk("exec", "-d", "--id", "beside", "-e", "OTHER=" + CANARY + "-exec", "c", "--", "/bin/sleep", "600");
    }

    @AfterAll
    static void endAll() {
        try {
            server.deleteContainers();
            leaks.assertNone();
        } finally {
            jmx.close();
            server.close();
        }
    }

    private static long pidOf(String process) {
        String processes = server.ctrOk("inspect", "c");
        Matcher pid = PID.matcher(processes.substring(processes.indexOf("\"id\": \"" + process + "\"")));
        assertTrue(pid.find(), processes);
        return Long.parseLong(pid.group(1));
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aProcessHasItsThreeStreamsAndNoOtherDescriptor() throws IOException {
        for (String process : List.of("init", "beside")) {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pidOf(process) + "/fd"))) {
                assertEquals(
                        List.of("0", "1", "2"),
                        descriptors
                                .map(fd -> fd.getFileName().toString())
                                .sorted()
                                .toList(),
                        process);
            }
        }
        // ls holds the directory itself with the next free number
        assertEquals("0\n1\n2\n3\n", server.ctrOk("exec", "c", "--", "ls", "/proc/self/fd"));
    }

    @Test
    void shimsStayOutsideTheContainersCgroupAndItsScore() {
        long shim = (Long) jmx.containerAttribute("c", "ShimPid");
        String cgroup = (String) jmx.containerAttribute("c", "CgroupsPath");

        assertTrue(read("/proc/" + pidOf("init") + "/cgroup").contains(cgroup));
        assertTrue(read("/proc/" + pidOf("beside") + "/cgroup").contains(cgroup));
        assertEquals(read("/proc/" + server.pid() + "/cgroup"), read("/proc/" + shim + "/cgroup"));
        assertEquals("321", read("/proc/" + pidOf("init") + "/oom_score_adj"));
        int servers = Integer.parseInt(read("/proc/" + server.pid() + "/oom_score_adj"));
        assertEquals(String.valueOf(Math.min(servers + 1, 1000)), read("/proc/" + shim + "/oom_score_adj"));
    }

    private static List<Path> allFiles() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory : List.of(server.stateDir(), server.rootDir(), server.logDir())) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(path -> !Files.isSymbolicLink(path)).forEach(all::add);
            }
        }
        return all;
    }

    /** Files that a runtime makes below its own directory have the modes it gives them; that directory is closed. */
    @Test
    void directoriesAndFilesAreClosedToOthers() throws IOException {
        List<String> open = new ArrayList<>();
        for (Path path : allFiles()) {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
            boolean runtimes = path.startsWith(server.stateDir().resolve(".runtime"))
                    && !path.equals(server.stateDir().resolve(".runtime"));
            String wanted = path.equals(server.stateDir())
                    ? "rwx--x--x"
                    : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "rwx------" : "rw-------";
            if (!mode.equals(wanted) && !runtimes) {
                open.add(mode + " " + path);
            }
        }
        assertEquals(List.of(), open);
    }

    @Test
    void anotherUserCanReadNothing() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "sh",
                "-c",
                "for f; do if [ -r \"$f\" ] || [ -w \"$f\" ]; then echo \"$f\"; fi; done",
                "sh"));
        allFiles().forEach(path -> command.add(path.toString()));
        command.add("/etc/passwd");

        assertEquals("/etc/passwd\n", Outcome.of(command, LIMIT).ok());
    }

    @Test
    void valuesOfEnvironmentVariablesAreInPrivateFilesOnly() throws Exception {
        assertTrue(server.ctrOk("exec", "c", "--", "env").contains(CANARY), "the canary is not there at all");
        Set<String> found = new TreeSet<>();
        for (Path file : allFiles()) {
            if (Files.isRegularFile(file) && contains(Files.readAllBytes(file))) {
                found.add(server.stateDir().getParent().relativize(file).toString());
            }
        }
        assertEquals(Set.of("s/c/.oci-bundle/config.json", "s/c/beside/process.json"), found);

        assertAll(
                () -> assertNoCanary("server's stderr", server.log()),
                () -> assertNoCanary("list", server.ctrOk("list", "--format", "json")),
                () -> assertNoCanary("inspect", server.ctrOk("inspect", "c")),
                () -> assertNoCanary("state", server.ctrOk("state")),
                () -> assertNoCanary("containers state", server.ctrOk("containers", "state")),
                () -> assertNoCanary("events", server.ctrOk("events", "--after", "0", "--format", "json")),
                () -> assertNoCanary("MBeans", everythingOfMBeans()),
                () -> assertNoCanary("command lines", commandLines()));
    }

    @Test
    void aMistakeInTheEnvironmentIsToldWithoutItsValue() {
        Path bad = OciBundles.busybox(
                temp.resolve("bad"),
                OciBundles.config("true").replace("\"TERM=xterm\"", "\"" + CANARY + "\", \"A=" + CANARY + "\\u0000\""));

        Outcome outcome = server.ctr("create", "bad", bad.toString());

        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("/process/env/1"), outcome.err());
        assertNoCanary("message", outcome.err());
        assertNoCanary("server's stderr", server.log());
    }

    private static boolean contains(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(CANARY);
    }

    private static void assertNoCanary(String where, String text) {
        assertFalse(text.contains(CANARY), () -> "the canary is in " + where + ": " + text);
    }

    /** Every attribute, and every operation that only informs. */
    private String everythingOfMBeans() throws Exception {
        StringBuilder all = new StringBuilder();
        for (ObjectName name : jmx.connection().queryNames(new ObjectName("io.caisson:*"), null)) {
            MBeanInfo info = jmx.connection().getMBeanInfo(name);
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                Object value = jmx.connection().getAttribute(name, attribute.getName());
                all.append(value instanceof Object[] array ? Arrays.deepToString(array) : value);
            }
            for (MBeanOperationInfo operation : info.getOperations()) {
                if (operation.getImpact() == MBeanOperationInfo.INFO) {
                    String[] types = Stream.of(operation.getSignature())
                            .map(MBeanParameterInfo::getType)
                            .toArray(String[]::new);
                    Object[] values = Stream.of(types).map(HostSafetyIT::plain).toArray();
                    all.append(answer(name, operation.getName(), values, types));
                }
            }
        }
        assertTrue(all.toString().contains("sleep"), "little was read: " + all);
        return all.toString();
    }

    private static Object answer(ObjectName name, String operation, Object[] values, String[] types) throws Exception {
        try {
            return jmx.connection().invoke(name, operation, values, types);
        } catch (RuntimeMBeanException e) {
            return e.getTargetException().getMessage(); // it wants more than an empty text
        }
    }

    private static Object plain(String type) {
        return Map.<String, Object>of("int", 0, "long", 0L, "boolean", true)
                .getOrDefault(type, type.equals("java.lang.String") ? "" : null);
    }

    /** Of the server, of its shims, and of what they run. */
    private String commandLines() throws IOException {
        StringBuilder all = new StringBuilder();
        long shim = (Long) jmx.containerAttribute("c", "ShimPid");
        for (long pid : new long[] {server.pid(), shim, pidOf("init"), pidOf("beside")}) {
            all.append(Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }
}
