package io.caisson.shell.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.FakeProgram;
import io.caisson.testkit.Fault;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real client against the real socket, containers in memory. */
class CtrProcessTest {
    private static final int EIGHT_MEGABYTES = 8 * 1024 * 1024;

    @TempDir
    Path directory;

    private ShellFixture shell;

    @BeforeEach
    void open() {
        shell = new ShellFixture(directory).serve();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private ContainerId running(String id) {
        ContainerId container = new ContainerId(id);
        shell.containers.run(
                CreateRequest.of(container, Path.of("/oci/" + id)), Deadline.after(Duration.ofSeconds(10)));
        return container;
    }

    @Test
    void versionAndListComeFromTheServer() throws Exception {
        running("redis");
        assertEquals(
                "daemon version 9.8.7 commit: unknown\n",
                CtrClient.run(shell.socket(), "version").out());
        CtrClient.Result list = CtrClient.run(shell.socket(), "containers", "list");
        assertEquals(0, list.code(), list.stderr());
        assertEquals(
                "ID                  PATH                STATUS              PROCESSES\n"
                        + "redis               /oci/redis          running             init\n",
                list.out());
    }

    @Test
    void eightMegabytesOfBytesGoThroughCatUnchanged() throws Exception {
        running("c");
        byte[] bytes = new byte[EIGHT_MEGABYTES];
        new Random(42).nextBytes(bytes);
        CtrClient.Result cat = CtrClient.run(shell.socket(), bytes, "exec", "-i", "c", "cat");
        assertEquals(0, cat.code(), cat.stderr());
        assertEquals(bytes.length, cat.stdout().length);
        assertArrayEquals(sha256(bytes), sha256(cat.stdout()));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void endOfInputReachesTheProcess() throws Exception {
        running("c");
        CtrClient.Result cat =
                CtrClient.run(shell.socket(), "x\n".getBytes(StandardCharsets.UTF_8), "exec", "-i", "c", "--", "cat");
        assertEquals("x\n", cat.out());
        assertEquals(0, cat.code());
    }

    @Test
    void withoutMinusIInputIsLeftForTheCallersNextProgram() throws Exception {
        running("c");
        Process script = new ProcessBuilder(
                        "sh", "-c", String.join(" ", CtrClient.command(shell.socket(), "exec", "c", "true")) + "; cat")
                .start();
        CtrClient.Result rest = CtrClient.await(script, "kept\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("kept\n", rest.out());
    }

    @Test
    void exitCodeOfTheProcessIsThatOfTheClient() throws Exception {
        running("c");
        shell.containers.program("seven", FakeProgram.printing("out\n", "err\n", 7));
        CtrClient.Result seven = CtrClient.run(shell.socket(), "exec", "c", "seven");
        assertEquals(7, seven.code());
        assertEquals("out\n", seven.out());
        assertEquals("err\n", seven.stderr());
    }

    @Test
    void runStreamsTheFirstByteAndExitsAsInitDoes() throws Exception {
        shell.containers.initProgram(FakeProgram.printing("first\n", "", 3));
        CtrClient.Result run = CtrClient.run(shell.socket(), "run", "--rm", "c", "/oci/c");
        assertEquals("first\n", run.out());
        assertEquals(3, run.code());
        assertTrue(shell.containers.list().isEmpty());
    }

    @Test
    void relativePathsAreTheCallers() throws Exception {
        Path here = Files.createDirectory(directory.resolve("here")).toRealPath();
        Process client = new ProcessBuilder(CtrClient.command(shell.socket(), "create", "c", "sub/../oci"))
                .directory(here.toFile())
                .start();
        assertEquals(0, CtrClient.await(client, new byte[0]).code());
        assertEquals(
                here.resolve("oci"),
                shell.containers.require(new ContainerId("c")).ociBundle());
    }

    /** Input flows only after the client has been told to hand signals on, so who answered it is attached. */
    private Process attached() throws Exception {
        shell.containers.program("wait", process -> {
            process.read();
            process.writeStdout("ready\n".getBytes(StandardCharsets.UTF_8));
            process.awaitEnd();
            return 0;
        });
        Process client = CtrClient.start(shell.socket(), "exec", "-i", "c", "wait");
        OutputStream stdin = client.getOutputStream();
        stdin.write('x');
        stdin.flush();
        assertEquals('r', client.getInputStream().read());
        return client;
    }

    @ParameterizedTest
    @CsvSource({"INT,2,130", "TERM,15,143"})
    void signalsReachTheProcess(String name, int number, int code) throws Exception {
        ContainerId id = running("c");
        Process client = attached();
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(client.pid()))
                        .start()
                        .waitFor());
        CtrClient.Result result = CtrClient.await(client, new byte[0]);
        assertEquals(code, result.code(), result.stderr());
        assertEquals(List.of(new Signal(number)), shell.containers.signals(id));
    }

    @Test
    void lostConnectionWhileAttachedIs129AndTheProcessRunsOn() throws Exception {
        ContainerId id = running("c");
        Process client = attached();
        shell.close();
        CtrClient.Result lost = CtrClient.await(client, new byte[0]);
        assertEquals(129, lost.code(), lost.stderr());
        assertEquals(2, shell.containers.require(id).processes().size());
        assertEquals(List.of(), shell.containers.signals(id));
    }

    @Fault(55)
    @Test
    void execEndsWhenItsCallerIsKilled() throws Exception {
        ContainerId id = running("c");
        Process client = attached();
        ProcessId exec = shell.containers.require(id).processes().get(1).id();
        client.destroyForcibly().waitFor();
        assertEquals(
                129,
                shell.containers
                        .waitFor(id, exec, Deadline.after(Duration.ofSeconds(20)))
                        .code());
        assertEquals(List.of(new Signal(1)), shell.containers.signals(id));
    }

    @Test
    void absentServerIsTold() throws Exception {
        CtrClient.Result absent = CtrClient.run(directory.resolve("none.sock"), "--conn-timeout", "50ms", "version");
        assertEquals(1, absent.code());
        assertTrue(absent.stderr().contains("cannot reach the server"), absent.stderr());
        assertTrue(absent.stderr().contains("none.sock"), absent.stderr());
    }

    @Test
    void badAddressIsToldAsByContainerd() throws Exception {
        CtrClient.Result bad = CtrClient.run(shell.socket(), "--address", "/tmp/x", "version");
        assertEquals(1, bad.code());
        assertEquals("[ctr] bad bind address format /tmp/x, expected proto://address\n", bad.stderr());
    }

    @Test
    void unknownCommandIs3() throws Exception {
        CtrClient.Result unknown = CtrClient.run(shell.socket(), "foo");
        assertEquals(3, unknown.code());
        assertEquals("No help topic for 'foo'\n", unknown.stderr());
    }

    @Test
    void readerThatLeftEndsTheClientQuietly() throws Exception {
        running("c");
        shell.containers.program("flood", process -> {
            byte[] block = new byte[64 * 1024];
            while (process.read().isEmpty()) {
                process.writeStdout(block);
            }
            return 0;
        });
        Process client = CtrClient.start(shell.socket(), "exec", "c", "flood");
        client.getInputStream().read();
        client.getInputStream().close();
        assertTrue(client.waitFor(30, TimeUnit.SECONDS));
        assertEquals(141, client.exitValue());
        assertEquals("", new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void serverThatIsNoneOfOursIsRefusedWithoutHanging() throws Exception {
        Path other = directory.resolve("other.sock");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(other));
            Process client = CtrClient.start(other, "version");
            try (var accepted = listening.accept()) {
                accepted.write(StandardCharsets.UTF_8.encode("220 smtp ready\r\n"));
            }
            CtrClient.Result result = CtrClient.await(client, new byte[0]);
            assertEquals(1, result.code());
            assertTrue(result.stderr().startsWith("[ctr] "), result.stderr());
        }
    }
}
