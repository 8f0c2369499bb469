package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents of every version of the runtime specification run, and all they ask for is there: seen from inside the
 * container and in the files of its cgroups.
 */
class SpecVersionsIT {
    /** CAP_AUDIT_WRITE (29), CAP_NET_BIND_SERVICE (10), CAP_KILL (5). */
    private static final String CAPABILITIES = "0000000020000420";

    private static final String NO_CAPABILITIES = "0000000000000000";
    private static final String AUDIT_WRITE = "0000000020000000";
    private static final String MEBIBYTES_64 = "67108864";
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    @TempDir
    private static Path temp;

    private static CaissonServer server;
    private static JmxClient jmx;

    @BeforeAll
    static void startServer() {
        server = CaissonServer.in(temp).start();
        jmx = JmxClient.of(server);
    }

    @AfterAll
    static void endServer() {
        jmx.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.2.0",
                "0.3.0",
                "0.4.0",
                "0.5.0",
                "1.0.0-rc1",
                "1.0.0-rc2",
                "1.0.0-rc3",
                "1.0.0-rc4",
                "1.0.0-rc5",
                "1.0.0-rc6",
                "1.0.0"
            })
    void aDocumentRunsWithAllItAsksFor(String version) {
        Path ociBundle = OciBundles.ofSpecVersion(temp.resolve(version), version);
        LeakCheck leaks = LeakCheck.of(server);
        String id = "v" + version;

        jmx.invoke("type=Containers", "run", id, ociBundle.toString(), "");
        try {
            assertEquals(version, jmx.containerAttribute(id, "SpecVersion"));
            JmxClient.await("the report of " + id, () -> logLines(id).contains("done"));
            Map<String, String> told = new HashMap<>();
            logLines(id).stream()
                    .map(line -> line.split(":\\s*", 2))
                    .filter(parts -> parts.length == 2)
                    .forEach(parts -> told.put(parts[0], parts[1]));
            assertAll(version, () -> seenFromInside(version, told), () -> seenInCgroups(id));
        } finally {
            jmx.container(id, "deleteForce");
        }

        leaks.assertNone();
    }

    private static List<String> logLines(String id) {
        return jmx.container(id, "logs", 0).lines().map(String::strip).toList();
    }

    private static void seenFromInside(String version, Map<String, String> told) {
        boolean noNewPrivileges = !version.equals("0.2.0"); // which had no such key
        Map<String, String> wanted = new HashMap<>(Map.of(
                "CapBnd",
                CAPABILITIES,
                "CapEff",
                CAPABILITIES,
                "CapPrm",
                CAPABILITIES,
                "CapInh",
                CAPABILITIES,
                "CapAmb",
                version.equals("1.0.0-rc5") ? AUDIT_WRITE : NO_CAPABILITIES,
                "NoNewPrivs",
                noNewPrivileges ? "1" : "0",
                "nofile",
                "777 777",
                "oom_score_adj",
                "123"));
        wanted.putAll(Map.of(
                "device", "a:e5 600", // hexadecimal 10:229
                "device open", "yes",
                "chmod", "no",
                "timer_list", "character special file")); // masked by /dev/null
        assertEquals(wanted, told);
    }

    private static void seenInCgroups(String id) {
        assertAll(
                () -> assertEquals(MEBIBYTES_64, cgroup(id, "memory", "memory.limit_in_bytes")),
                () -> assertEquals(MEBIBYTES_64, cgroup(id, "memory", "memory.memsw.limit_in_bytes")),
                () -> assertTrue(cgroup(id, "memory", "memory.oom_control").startsWith("oom_kill_disable 1")),
                () -> assertEquals("9223372036854771712", cgroup(id, "memory", "memory.soft_limit_in_bytes")),
                () -> assertEquals("55", cgroup(id, "pids", "pids.max")),
                () -> assertEquals("512", cgroup(id, "cpu", "cpu.shares")),
                () -> assertTrue(
                        cgroup(id, "devices", "devices.list").lines().anyMatch("c 10:229 rwm"::equals),
                        "devices.list"));
    }

    private static String cgroup(String id, String controller, String file) {
        Path cgroup = CGROUPS.resolve(controller + jmx.containerAttribute(id, "CgroupsPath"));
        try {
            return Files.readString(cgroup.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
