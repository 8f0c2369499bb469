package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/jmx.md says of scripts for jmxterm: its traps, and how our MBeans keep people out of them. */
class JmxtermIT {
    private static final String SLEEPER = "bean io.caisson:type=Container,id=sleeper";

    @TempDir
    private Path temp;

    private CaissonServer server;

    @BeforeEach
    void startServer() {
        server = CaissonServer.in(temp).start();
        Path ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "1000"));
        server.ctrOk("create", "sleeper", ociBundle.toString());
    }

    @AfterEach
    void endServer() {
        server.deleteContainers();
        assertEquals(0, server.terminate(), server.log());
    }

    @Test
    void aContainerIsStartedReadAndKilled() throws Exception {
        Outcome outcome = Jmxterm.run(
                server, SLEEPER, "get -s State", "run start", "get -s State", "get -s ExitStatus", "run kill KILL");

        String out = outcome.ok();
        assertTrue(out.matches("(?s)CREATED\\s+OK sleeper RUNNING.*\\s+RUNNING\\s+-1\\s+OK sleeper .*"), out);
        assertEquals("137", server.ctrOk("wait", "sleeper").strip());
    }

    @Test
    void aLineThatFailsEndsTheScriptWithAStatusThatIsNotZero() throws Exception {
        Outcome outcome = Jmxterm.run(server, SLEEPER, "run resume", "run start");

        assertNotEquals(0, outcome.status(), outcome.toString());
        assertEquals("", outcome.out());
        assertTrue(server.ctrOk("containers", "list").contains("created"), "the line after it has run");
    }

    /** The client cuts a line at each space, quoted or not, and takes one backslash for itself. */
    @Test
    void aSpaceInAnArgumentIsWrittenWithABackslash() throws Exception {
        Outcome outcome = Jmxterm.run(
                server,
                SLEEPER,
                "run start",
                "run exec [\"echo\",\"two\\ words\"]",
                "run exec [\"echo\",\"three\\\\u0020short\\\\u0020words\"]");

        assertTrue(outcome.ok().contains("two words\n"), outcome.toString());
        assertTrue(outcome.out().contains("three short words\n"), outcome.toString());
    }

    @Test
    void aDashStandsForTheDefault() throws Exception {
        Outcome outcome = Jmxterm.run(server, SLEEPER, "run start", "run killAll -", "run stop 1s");

        assertTrue(outcome.ok().contains("STOPPED exitStatus="), outcome.toString());
    }
}
