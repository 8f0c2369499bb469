package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong document is told with pointer and rule at every door, before any runtime is called. */
class BadDocumentsIT {
    private static final String GOOD = OciBundles.config("true");

    @TempDir
    private static Path temp;

    private static Path ociBundle;
    private static CaissonServer server;
    private static JmxClient jmx;

    @BeforeAll
    static void startServer() throws IOException {
        ociBundle = OciBundles.busybox(temp.resolve("b"), GOOD);
        Path runtime = Files.writeString(temp.resolve("runtime"), """
                #!/bin/sh
                echo "$*" >> %s
                exec runc "$@"
                """.formatted(calls()));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = CaissonServer.in(temp).with("--runtime", runtime.toString()).start();
        jmx = JmxClient.of(server);
    }

    @AfterAll
    static void endServer() {
        jmx.close();
        server.close();
    }

    private static Path calls() {
        return temp.resolve("calls");
    }

    private static String callsSoFar() throws IOException {
        return Files.exists(calls()) ? Files.readString(calls()) : "";
    }

    /** What stands in the good document, what is put there instead, and what must be told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"args\": [\"true\"] | \"args\": []                   | /process/args",
                "\"args\": [\"true\"] | \"args\": [\"true\", 5]        | /process/args/1",
                "\"args\": [\"true\"] | \"args\": \"true\"             | /process/args",
                "\"cwd\": \"/\"       | \"cwd\": \"here\"              | /process/cwd",
                "\"uid\": 0           | \"uid\": -1                    | /process/user/uid",
                "\"uid\": 0           | \"uid\": 1.5                   | /process/user/uid",
                "\"terminal\": false  | \"terminal\": \"no\"           | /process/terminal",
                "\"PATH=/bin:/usr/bin\" | \"PATH\"                     | /process/env/0",
                "\"path\": \"rootfs\" | \"path\": \"not-there\"        | /root/path",
                "\"path\": \"rootfs\" | \"path\": \"\"                 | /root/path",
                "\"type\": \"pid\"    | \"type\": \"pids\"             | /linux/namespaces/0/type",
                "\"type\": \"ipc\"    | \"type\": \"pid\"              | /linux/namespaces/1",
                "\"hostname\": \"caisson\" | \"hostname\": 7           | /hostname",
                "\"hostname\": \"caisson\" | \"hostname\": \"a\", \"hostname\": \"b\" | /hostname",
                "\"hostname\": \"caisson\" | \"hostname\": \"a\", \"hostName\": \"b\" | /hostName",
                "\"linux\": {         | \"linux\": { \"resources\": { \"memory\": { \"limit\": \"1g\" } }, |"
                        + " /linux/resources/memory/limit",
            })
    void aBadDocumentIsToldWithPointerAndRuleAndLeavesNothing(String good, String bad, String pointer)
            throws IOException {
        assertTrue(GOOD.contains(good), good);
        Files.writeString(ociBundle.resolve("config.json"), GOOD.replace(good, bad));
        LeakCheck leaks = LeakCheck.of(server);
        long events = jmx.lastSequence();
        String calls = callsSoFar();
        String path = ociBundle.toString();

        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class, () -> jmx.invoke("type=Containers", "create", "bad", path, ""));
        assertAll(
                () -> assertTells(pointer, thrown.getMessage()),
                () -> assertRefused(2, pointer, server.ctr("create", "bad", path)),
                () -> assertRefused(125, pointer, server.ctr("run", "bad", path)),
                () -> assertRefused(1, pointer, server.ctr("containers", "start", "bad", path)));

        assertEquals(calls, callsSoFar(), "the runtime was called");
        assertFalse(jmx.exists("bad"));
        assertEquals(events, jmx.lastSequence(), "there are events of a container that never was");
        leaks.assertNone();
    }

    private static void assertRefused(int status, String pointer, Outcome outcome) {
        assertEquals("", outcome.out());
        assertEquals(status, outcome.status(), outcome.err());
        assertTells(pointer, outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    private static void assertTells(String pointer, String message) {
        assertTrue(message.contains("config.json: " + pointer + ": "), message);
        assertTrue(message.matches("(?s).*\\[rule [a-z0-9.-]+].*"), message);
    }

    @Test
    void allMistakesOfADocumentAreToldAtOnce() throws IOException {
        Files.writeString(
                ociBundle.resolve("config.json"),
                GOOD.replace("\"cwd\": \"/\"", "\"cwd\": \"here\"")
                        .replace("\"uid\": 0", "\"uid\": -1")
                        .replace("\"type\": \"pid\"", "\"type\": \"pids\""));

        String told = server.ctr("create", "bad", ociBundle.toString()).err();

        for (String pointer : List.of("/process/cwd: ", "/process/user/uid: ", "/linux/namespaces/0/type: ")) {
            assertTrue(told.contains(pointer), told);
        }
    }

    @Test
    void theIdOfARefusedContainerIsFreeAndTheRuntimeIsTheOneThatCounts() throws IOException {
        Files.writeString(ociBundle.resolve("config.json"), "{");
        assertEquals(2, server.ctr("create", "again", ociBundle.toString()).status());
        Files.writeString(ociBundle.resolve("config.json"), GOOD);
        LeakCheck leaks = LeakCheck.of(server);

        assertEquals(0, server.ctr("run", "--rm", "again", ociBundle.toString()).status());

        assertTrue(callsSoFar().contains(" create "), "calls are not seen: " + callsSoFar());
        JmxClient.await("it is deleted", () -> !jmx.exists("again"));
        leaks.assertNone();
    }
}
