package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.caisson.api.spec.PreparedSpec;
import io.caisson.spec.internal.document.ObjectValue;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of every version that ask for the same, each in its own shape, say the same after the upgrade. */
class OldVersionsTest {
    private static final String CAPABILITIES = "[\"CAP_AUDIT_WRITE\",\"CAP_KILL\",\"CAP_NET_BIND_SERVICE\"]";

    @TempDir
    Path temp;

    static Stream<String> versions() {
        return Stream.of(
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
                "1.0.0");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void eachVersionSaysTheSameAfterTheUpgrade(String version) {
        PreparedSpec prepared = TestBundle.in(temp).withVersion(version).prepare();
        ObjectValue document = TestBundle.parse(prepared.canonical());

        assertEquals(version, prepared.sourceVersion());
        assertEquals(temp.resolve("rootfs"), prepared.rootfs());
        assertEquals("/", prepared.cwd());
        assertEquals(TestBundle.CGROUPS_PATH, prepared.cgroupsPath());
        assertAll(
                is(document, "/ociVersion", version.equals("1.0.0") ? "\"1.0.0\"" : "\"1.0.2\""),
                is(document, "/version", "absent"),
                is(document, "/platform", "absent"),
                is(document, "/solaris", "absent"),
                is(document, "/hooks", "absent"),
                is(document, "/process/capabilities/bounding", CAPABILITIES),
                is(document, "/process/capabilities/effective", CAPABILITIES),
                is(document, "/process/capabilities/permitted", CAPABILITIES),
                is(document, "/process/rlimits/0/type", "\"RLIMIT_NOFILE\""),
                is(document, "/process/rlimits/0/soft", "777"),
                is(document, "/process/rlimits/0/hard", "777"),
                is(document, "/process/noNewPrivileges", version.equals("0.2.0") ? "absent" : "true"),
                is(document, "/process/oomScoreAdj", "123"),
                is(document, "/process/user/uid", "0"),
                is(document, "/process/user/gid", "0"),
                is(document, "/process/cwd", "\"/\""),
                is(document, "/process/consoleSize", "absent"),
                is(document, "/linux/capabilities", "absent"),
                is(document, "/linux/rlimits", "absent"),
                is(document, "/linux/resources/oomScoreAdj", "absent"),
                is(document, "/linux/resources/disableOOMKiller", "absent"),
                is(document, "/linux/resources/memory/disableOOMKiller", "true"),
                is(document, "/linux/resources/memory/limit", "67108864"),
                is(document, "/linux/resources/memory/swap", "67108864"),
                is(document, "/linux/resources/memory/reservation", "-1"),
                is(document, "/linux/resources/memory/kernel", "absent"),
                is(document, "/linux/resources/memory/swappiness", "absent"),
                is(document, "/linux/resources/pids/limit", "55"),
                is(document, "/linux/resources/cpu/shares", "512"),
                is(document, "/linux/resources/blockIO/blkioWeight", "absent"),
                is(document, "/linux/devices/0/type", "\"c\""),
                is(document, "/linux/devices/0/permissions", "absent"),
                is(document, "/linux/resources/devices/0/allow", "false"),
                is(document, "/linux/resources/devices/0/access", "\"rwm\""),
                is(document, "/linux/resources/devices/1/allow", "true"),
                is(document, "/linux/resources/devices/1/type", "\"c\""),
                is(document, "/linux/resources/devices/1/minor", "229"),
                is(document, "/linux/resources/devices/1/access", "\"rwm\""),
                is(document, "/linux/seccomp/syscalls/0/name", "absent"),
                is(document, "/linux/cgroupsPath", "\"" + TestBundle.CGROUPS_PATH + "\""),
                is(document, "/mounts/1/destination", "\"/dev\""),
                is(document, "/mounts/1/type", "\"tmpfs\""),
                is(document, "/mounts/1/name", "absent"),
                is(document, "/root/path", "\"" + temp.resolve("rootfs") + "\""));
        assertEquals(List.of("chmod", "fchmodat"), SeccompNames.of(document));
        assertFalse(Json.at(document, "/linux/maskedPaths/0").equals("absent"), "paths are masked in " + version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theCanonicalDocumentPreparedAgainStaysAsItIs(String version) {
        String once = TestBundle.in(temp).withVersion(version).prepare().canonical();
        String twice =
                TestBundle.in(temp.resolve("again")).withConfig(once).prepare().canonical();

        assertEquals(once, twice);
    }

    @Test
    void documentOf2016IsPreparedAsItStands() {
        PreparedSpec prepared = TestBundle.in(temp)
                .with("config.json", TestBundle.resource("/seed/config.json"))
                .prepare();

        assertEquals("0.4.0", prepared.sourceVersion());
        assertEquals(List.of("redis-server", "--bind", "0.0.0.0"), prepared.args());
        assertEquals(true, prepared.terminal());
        assertEquals(List.of(), prepared.warnings());
    }

    private static Executable is(ObjectValue document, String pointer, String expected) {
        return () -> assertEquals(expected, Json.at(document, pointer), pointer);
    }
}
