package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.FakeRuntime;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runtimes that do not do what runtimes do: a typed error, nothing left, and the containers of others go on. */
class RuntimeFaultsIT {
    @TempDir
    private static Path temp;

    private static Path ociBundle;
    private static CaissonServer server;
    private static JmxClient jmx;
    private static Object goodPid;

    private LeakCheck leaks;

    @BeforeAll
    static void startServerWithAGoodContainer() {
        ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "600"));
        server = CaissonServer.in(temp).start();
        jmx = JmxClient.of(server);
        jmx.invoke("type=Containers", "run", "good", ociBundle.toString(), "");
        goodPid = jmx.containerAttribute("good", "Pid");
    }

    @AfterAll
    static void endAll() {
        server.deleteContainers();
        jmx.close();
        server.close();
    }

    @BeforeEach
    void countBefore() {
        leaks = LeakCheck.of(server);
    }

    @AfterEach
    void theGoodContainerGoesOnAndNothingIsLeft() {
        assertFalse(jmx.exists("faulty"), "the container is left");
        assertEquals("RUNNING", jmx.containerAttribute("good", "State"));
        assertEquals(goodPid, jmx.containerAttribute("good", "Pid"));
        assertEquals("hello\n", server.ctrOk("exec", "good", "--", "echo", "hello"));
        leaks.assertNone();
        // The id is free: the right runtime can have it.
        jmx.invoke("type=Containers", "run", "faulty", ociBundle.toString(), "");
        jmx.container("faulty", "deleteForce");
    }

    /** A runtime of which create does what is given, and everything else says that there is no such container. */
    private Path runtime(String create, String mode) throws IOException {
        Path runtime = Files.writeString(temp.resolve("faulty-runtime"), """
                #!/bin/sh
                case " $* " in
                *" create "*) %s ;;
                *) echo "container does not exist" >&2; exit 1 ;;
                esac
                """.formatted(create));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString(mode));
        return runtime;
    }

    private Outcome create(Path runtime) {
        return server.ctr("create", "--runtime", runtime.toString(), "faulty", ociBundle.toString());
    }

    @ParameterizedTest
    @Fault({11, 12})
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0                                     | names no process",
                "echo garbage; echo more >&2; exit 1        | exit status 1",
                "exit 3                                     | exit status 3",
                "kill -9 $$                                 | signal 9",
                "kill -SEGV $$                              | signal 11",
                "printf '{\"level\":\"err'; exit 1           | exit status 1",
                "printf '\\0\\0\\0'; exit 1                  | exit status 1",
                "printf '\\377\\376e\\0r\\0'; exit 1         | exit status 1",
                "head -c 1000000000 /dev/zero >&2; exit 1   | exit status 1",
            })
    void aRuntimeThatFailsIsToldWithWhatItSaid(String script, String told) throws IOException {
        Outcome outcome = create(runtime(script, "rwx------"));

        assertFails(outcome, told);
    }

    @Test
    @Fault(8)
    void aRuntimeThatIsNotExecutableIsNamed() throws IOException {
        Path runtime = runtime("exit 0", "rw-------");

        assertFails(create(runtime), runtime.toString());
    }

    @Test
    @Fault(8)
    void aRuntimeThatIsNotThereIsNamed() {
        Path missing = temp.resolve("missing-runtime");

        assertFails(create(missing), missing.toString());
    }

    /** Each writes another text to the file; whom it names must not be taken for the container's. */
    @ParameterizedTest
    @Fault(12)
    @ValueSource(
            strings = {
                "echo 4194999",
                "echo abc",
                "echo -1",
                "echo 1",
                "echo 0",
                "echo $$",
                "echo $PPID",
                "cat /proc/$PPID/status | sed -n 's/^PPid:.//p'",
                "printf ''",
                "head -c 100000000 /dev/zero | tr '\\0' 7",
                "printf '\\377\\3761\\0'"
            })
    void aPidFileThatNamesNoProcessOfTheRuntimesIsRefused(String text) throws IOException {
        String script = "while [ \"$1\" != --pid-file ]; do shift; done; " + text + " > \"$2\"";
        assertFails(create(runtime(script, "rwx------")), "names no process");
    }

    @Test
    @Fault(12)
    void aChildOfTheRuntimeThatKeepsItsOutputOpenIsNotWaitedFor() throws IOException {
        assertFails(create(runtime("sleep 600 & exit 4", "rwx------")), "exit status 4");
    }

    @Test
    @Fault(14)
    void aDeleteThatDoesNothingLeavesNothing() throws IOException {
        Path good = FakeRuntime.in(Files.createDirectory(temp.resolve("lazy")));
        Path lazy = Files.writeString(temp.resolve("lazy-runtime"), """
                #!/bin/sh
                case " $* " in
                *" delete "*) exit 0 ;;
                *) exec %s "$@" ;;
                esac
                """.formatted(good));
        Files.setPosixFilePermissions(lazy, PosixFilePermissions.fromString("rwx------"));
        server.ctrOk("create", "--runtime", lazy.toString(), "faulty", ociBundle.toString());
        server.ctrOk("start", "faulty");
        server.ctrOk("delete", "-f", "faulty");
    }

    private static void assertFails(Outcome outcome, String told) {
        assertTrue(outcome.status() == 5 || outcome.status() == 70, outcome.toString());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().matches("(?s)ctr: .*\\[(runtime|shim)\\.[a-z-]+]\n"), outcome.err());
        assertTrue(outcome.err().contains(told), outcome.err());
    }

    /** JMX gives every operation 60 seconds. */
    @Test
    @Fault(9)
    void aRuntimeThatHangsIsEndedAtTheDeadline() throws IOException {
        String path = runtime("while :; do sleep 1; done", "rwx------").toString();

        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> jmx.invoke(
                        "type=Containers", "create", "faulty", ociBundle.toString(), "{\"runtime\":\"" + path + "\"}"));

        assertTrue(thrown.getMessage().startsWith("DEADLINE_EXCEEDED"), thrown.toString());
        assertTrue(thrown.getMessage().contains("create of faulty"), thrown.toString());
    }
}
