package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.kernel.Fd;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed with SIGKILL, in a JVM of its own. */
class ServerKillTest {
    @TempDir
    Path directory;

    @TempDir
    Path doomedDirectory;

    private ShimHarness shims;
    private Process doomed;

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        doomed.destroyForcibly();
        shims.close();
    }

    private void start(String script, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                DoomedServer.class.getName(),
                doomedDirectory.toString(),
                script));
        doomed = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("doomed.log").toFile())
                .start();
    }

    private String[] startAndKill(String script) throws IOException, InterruptedException {
        start(script);
        Path started = doomedDirectory.resolve(DoomedServer.STARTED);
        ShimHarness.await(() -> Files.exists(started), () -> "the other server does not start");
        doomed.destroyForcibly();
        assertTrue(doomed.waitFor(20, TimeUnit.SECONDS));
        return Files.readString(started).split("\n", 2);
    }

    /** {@return the process's directory} A server that dies at a point of its launch. */
    private Path dieAt(String point) throws IOException, InterruptedException {
        start("sleep 1000", "-Dcaisson.failpoints=" + point + "=kill");
        assertTrue(doomed.waitFor(20, TimeUnit.SECONDS));
        try (Stream<Path> directories = Files.list(doomedDirectory)) {
            return directories.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void aShimWhoseServerDiedBeforeItSaidGoEndsByItself() throws Exception {
        Path processDir = dieAt("launch.after-note");
        ProcessIdentity shim = new ProcessFiles(processDir).shim().orElseThrow().shim();
        ShimHarness.await(() -> !ShimHarness.lives(shim), () -> "shim does not end");
        assertTrue(Files.notExists(processDir.resolve("pid")), "nothing was begun");
    }

    @Test
    void aShimWhoseServerDiedBeforeItHeldTheProcessKeepsItUntilTheNextServerDecides() throws Exception {
        Path processDir = dieAt("launch.after-command");
        ProcessIdentity shim = new ProcessFiles(processDir).shim().orElseThrow().shim();
        long pid = ProcessFiles.readPid(processDir.resolve("pid")).orElseThrow();
        ProcessIdentity process = ShimHarness.KERNEL.identify(pid).orElseThrow();
        assertTrue(ShimHarness.lives(shim));
        shims.manager().discard(processDir, ShimHarness.deadline());
        assertFalse(ShimHarness.lives(shim));
        ShimHarness.await(() -> !ShimHarness.lives(process), () -> "the process does not end");
    }

    @Test
    void theNextServerHasInputOutputAndTheTrueStatus() throws Exception {
        String[] started = startAndKill("echo one; read x; echo two; exit 7");
        Path processDir = Path.of(started[0]);
        ProcessIdentity process = ShimNote.parse(started[1]).shim();
        assertTrue(ShimHarness.lives(process));
        ShimHarness.Output output = new ShimHarness.Output();
        ShimProcess found = shims.reattach(processDir, process, Optional.empty(), output);
        assertTrue(found.shimAlive());
        found.writeStdin(ByteBuffer.wrap(new byte[] {'\n'}), ShimHarness.deadline());
        ProcessExit exit = ShimHarness.exitOf(found);
        assertEquals(7, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        found.finish(ShimHarness.deadline());
        assertTrue(output.stdout().endsWith("two\n"), output.stdout());
    }

    @Test
    void anExitBetweenTwoServersIsKnownToTheNext() throws Exception {
        String[] started = startAndKill("read x; exit 8");
        Path processDir = Path.of(started[0]);
        ProcessIdentity process = ShimNote.parse(started[1]).shim();
        try (Fd stdin = ShimHarness.KERNEL.open(processDir.resolve("stdin"), OpenFlags.O_WRONLY, 0)) {
            ShimHarness.KERNEL.write(stdin, ByteBuffer.wrap(new byte[] {'\n'}));
        }
        ShimHarness.await(() -> !ShimHarness.lives(process), () -> "the process does not end");
        ShimProcess found = shims.reattach(processDir, process, Optional.empty(), new ShimHarness.Output());
        assertEquals(8, ShimHarness.exitOf(found).status().code());
        found.finish(ShimHarness.deadline());
    }
}
