package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and shims that go: what the next server finds. */
class ReattachTest {
    private static final StdioRequest OUT =
            new StdioRequest(new StreamTarget.Server(), new StreamTarget.Server(), new StreamTarget.Null());

    /** Says ready, then does what it is told by a byte. */
    private static final String OBEDIENT = "echo ready; read x; echo done; exit 7";

    @TempDir
    Path directory;

    private ShimHarness shims;
    private final ShimHarness.Output before = new ShimHarness.Output();
    private final ShimHarness.Output after = new ShimHarness.Output();

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        shims.close();
    }

    private static void obey(ShimProcess process) {
        process.writeStdin(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)), ShimHarness.deadline());
    }

    private ShimProcess launch(ShimRequest request) {
        ShimProcess process = shims.launch(request, before);
        before.awaitStdout("ready\n");
        return process;
    }

    private ShimProcess reattach(ShimRequest request, ShimProcess earlier) {
        return shims.reattach(request.processDir(), earlier.process(), earlier.shim(), after);
    }

    @Test
    void aServerThatComesAgainHasOutputInputSignalsAndExit() {
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess earlier = launch(request);
        earlier.close();
        shims.restart();
        ShimProcess later = reattach(request, earlier);
        assertTrue(later.shimAlive());
        assertEquals(earlier.shim(), later.shim());
        obey(later);
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(7, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        later.finish(ShimHarness.deadline());
        assertEquals("done\n", after.stdout());
        assertFalse(ShimHarness.isDone(later.shimLost()));
        assertFalse(ShimHarness.isDone(earlier.exited()));
    }

    @Test
    void anExitWhileNoServerWasThereIsInTheRecordAndItsOutputWaits() {
        ShimRequest request = shims.shell(OUT, "echo ready; read x; seq 10000; exit 9");
        ShimProcess earlier = launch(request);
        obey(earlier);
        earlier.close();
        ShimHarness.await(() -> !ShimHarness.lives(earlier.process()), () -> "the process does not end");
        shims.restart();
        ShimProcess later = reattach(request, earlier);
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(9, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        later.finish(ShimHarness.deadline());
        // What the first server read after it had told the process is its own; nothing is lost between the two.
        String all = before.stdout() + after.stdout();
        assertTrue(all.startsWith("ready\n1\n2\n") && all.endsWith("\n9999\n10000\n"), all.length() + " characters");
        assertFalse(ShimHarness.lives(earlier.shim().orElseThrow()));
    }

    @Test
    @Fault(3)
    void aShimThatIsKilledCostsNeitherOutputNorStatus() {
        ShimProcess process = launch(shims.shell(OUT, OBEDIENT));
        ShimHarness.signal(process.shim().orElseThrow(), 9);
        ShimHarness.await(() -> ShimHarness.isDone(process.shimLost()), () -> "loss not noticed");
        assertFalse(process.shimAlive());
        assertTrue(ShimHarness.lives(process.process()));
        obey(process);
        ShimHarness.await(() -> !ShimHarness.lives(process.process()), () -> "the process does not end");
        long ended = System.nanoTime();
        ProcessExit exit = ShimHarness.exitOf(process);
        assertTrue(System.nanoTime() - ended < Duration.ofSeconds(1).toNanos(), "told within a second");
        assertEquals(new ExitStatus(7, ExitStatus.Cause.EXITED, exit.status().finishedAt()), exit.status());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
        process.finish(ShimHarness.deadline());
        assertEquals("ready\ndone\n", before.stdout());
    }

    @Test
    @Fault(3)
    void aSignalThatEndsAProcessWithoutAShimIsTold() {
        ShimProcess process = launch(shims.shell(OUT, OBEDIENT));
        ShimHarness.signal(process.shim().orElseThrow(), 9);
        ShimHarness.await(() -> ShimHarness.isDone(process.shimLost()), () -> "loss not noticed");
        process.signal(9);
        assertEquals(137, ShimHarness.exitOf(process).status().code());
    }

    @Test
    @Fault(4)
    void aShimThatWasKilledWhileNoServerWasThereLeavesAProcessThatCanBeHeld() {
        ShimRequest request = shims.shell(OUT, "echo ready; exec sleep 1000");
        ShimProcess earlier = launch(request);
        earlier.close();
        ShimHarness.signal(earlier.shim().orElseThrow(), 9);
        ShimHarness.await(() -> !ShimHarness.lives(earlier.shim().orElseThrow()), () -> "shim lives");
        shims.restart();
        ShimProcess later = reattach(request, earlier);
        assertEquals(Optional.empty(), later.shim());
        ShimHarness.await(() -> ShimHarness.isDone(later.shimLost()), () -> "loss not told");
        later.signal(15);
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(143, exit.status().code());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
    }

    @Test
    void anExitToldByTheKernelIsOnDiskForTheNextServer() {
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess first = launch(request);
        ShimHarness.signal(first.shim().orElseThrow(), 9);
        ShimHarness.await(() -> ShimHarness.isDone(first.shimLost()), () -> "loss not noticed");
        first.signal(9);
        ProcessExit told = ShimHarness.exitOf(first);
        first.close();
        shims.restart();
        assertEquals(told, ShimHarness.exitOf(reattach(request, first)));
    }

    @Test
    @Fault({4, 5})
    void whereAllHaveGoneWithoutARecordTheStatusIsUnknownOnceAndForAll() {
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess earlier = launch(request);
        earlier.close();
        ShimHarness.kill(earlier.shim().orElseThrow());
        ShimHarness.kill(earlier.process());
        shims.restart();
        ProcessExit exit = ShimHarness.exitOf(reattach(request, earlier));
        assertEquals(ProcessExit.Source.LOST, exit.source());
        assertEquals(ExitStatus.UNKNOWN_CODE, exit.status().code());
        assertEquals(ExitStatus.Cause.UNKNOWN, exit.status().cause());
    }

    @Test
    @Fault(5)
    void whereAllHaveGoneTheRecordTells() {
        ShimRequest request = shims.shell(OUT, "echo ready; exit 4");
        ShimProcess earlier = launch(request);
        ShimHarness.exitOf(earlier);
        earlier.close();
        ShimHarness.kill(earlier.shim().orElseThrow());
        shims.restart();
        ShimProcess later = reattach(request, earlier);
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(4, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        assertFalse(ShimHarness.isDone(later.shimLost()));
        assertThrows(CaissonException.class, () -> later.signal(9));
    }

    @Test
    void aProcessThatHasTheNumberButIsAnotherIsLeftAlone() {
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess earlier = launch(request);
        ProcessIdentity real = earlier.process();
        ProcessIdentity wrong = new ProcessIdentity(real.pid(), real.startTicks() - 1, real.pidfdInode());
        earlier.close();
        shims.restart();
        ShimProcess later = shims.reattach(request.processDir(), wrong, Optional.of(wrong), after);
        assertThrows(CaissonException.class, () -> later.signal(9));
        assertEquals(Optional.empty(), later.shim());
        assertTrue(ShimHarness.lives(real));
        ShimHarness.kill(real);
        earlier.shim().ifPresent(ShimHarness::kill);
    }

    @Test
    void whatNobodyReadsGoesToAFileWhenNoServerComesButAServerThatLivesIsWaitedFor() throws IOException {
        shims.restart(ShimHarness.KERNEL, settings -> settings.withSeconds(1));
        ShimRequest deserted = shims.shell(OUT, "echo ready; read x; seq 20000; exit 5");
        ShimRequest held = shims.shell(OUT, "exit 6");
        ShimProcess waiting = shims.launch(held, after);
        ShimProcess earlier = launch(deserted);
        earlier.close();
        // The process is told by another writer: a server that reads its output would take it.
        try (Fd stdin = ShimHarness.KERNEL.open(deserted.processDir().resolve("stdin"), OpenFlags.O_WRONLY, 0)) {
            ShimHarness.KERNEL.write(stdin, ByteBuffer.wrap(new byte[] {'\n'}));
        }
        ShimHarness.await(() -> !ShimHarness.lives(earlier.shim().orElseThrow()), () -> "shim does not end");
        assertEquals(108_894, Files.size(deserted.processDir().resolve("tail.stdout")), "seq 20000 has so many bytes");
        assertTrue(ShimHarness.lives(waiting.shim().orElseThrow()), "a server lives, so it must wait");

        ShimProcess later = reattach(deserted, earlier);
        assertEquals(5, ShimHarness.exitOf(later).status().code());
        later.finish(ShimHarness.deadline());
        assertTrue(after.stdout().startsWith("1\n2\n") && after.stdout().endsWith("\n20000\n"));
        assertEquals(108_894, after.stdout().length());
        assertTrue(Files.notExists(deserted.processDir().resolve("tail.stdout")));
        waiting.finish(ShimHarness.deadline());
        assertFalse(ShimHarness.lives(waiting.shim().orElseThrow()));
    }

    @Test
    void aLaunchThatWasCutShortIsDiscardedWithAllItStarted() throws Exception {
        Path pids = directory.resolve("pids");
        ShimRequest request = shims.request(
                shims.processDir(),
                List.of("/bin/sh", "-c", "echo $$ >" + pids + "; sleep 1000"),
                OUT,
                Optional.empty(),
                Optional.empty());
        CompletableFuture<ShimProcess> launching = CompletableFuture.supplyAsync(() -> shims.launch(request, before));
        ShimHarness.await(() -> hasLine(pids), () -> "the command does not run");
        ProcessIdentity shim =
                new ProcessFiles(request.processDir()).shim().orElseThrow().shim();
        shims.manager().discard(request.processDir(), Deadline.after(Duration.ofSeconds(10)));
        assertFalse(ShimHarness.lives(shim));
        String state = ShimHarness.state(Long.parseLong(Files.readString(pids).strip()));
        assertTrue(List.of("", "Z").contains(state), state);
        try (Stream<Path> left = Files.list(request.processDir())) {
            assertEquals(List.of(), left.toList());
        }
        assertThrows(ExecutionException.class, () -> launching.get(20, TimeUnit.SECONDS));
        shims.manager().discard(request.processDir(), ShimHarness.deadline());
        shims.manager().discard(directory.resolve("none"), ShimHarness.deadline());
    }

    private static boolean hasLine(Path file) {
        try {
            return Files.exists(file) && Files.readString(file).endsWith("\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Fault(6)
    void aShimThatStandsStillHoldsUpNeitherReattachingNorTheTrueStatus() {
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess earlier = launch(request);
        earlier.close();
        ShimHarness.signal(earlier.shim().orElseThrow(), 19);
        shims.restart();
        long start = System.nanoTime();
        ShimProcess later = reattach(request, earlier);
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 2);
        obey(later);
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(7, exit.status().code());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
        later.finish(Deadline.after(Duration.ofSeconds(1)));
        assertFalse(ShimHarness.lives(earlier.shim().orElseThrow()), "a shim that does not end is killed");
    }

    /** A kernel before 6.15 tells nobody of what another has reaped. */
    @Test
    @Fault(3)
    void whereTheKernelDoesNotRememberTheServerIsTheSecondParent() {
        Kernel forgetful = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("pidfdExitStatus")) {
                        return OptionalInt.empty();
                    }
                    try {
                        return method.invoke(ShimHarness.KERNEL, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        shims.restart(forgetful, UnaryOperator.identity());
        ShimProcess process = launch(shims.shell(OUT, OBEDIENT));
        ShimHarness.signal(process.shim().orElseThrow(), 9);
        ShimHarness.await(() -> ShimHarness.isDone(process.shimLost()), () -> "loss not noticed");
        obey(process);
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(7, exit.status().code());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
        process.finish(ShimHarness.deadline());
    }

    @Test
    void aDesertedShimWhoseDirectoryWasRemovedEnds() throws IOException {
        shims.restart(ShimHarness.KERNEL, settings -> settings.withSeconds(1));
        ShimRequest request = shims.shell(OUT, OBEDIENT);
        ShimProcess earlier = launch(request);
        Path dir = request.processDir();
        try (Fd stdin = ShimHarness.KERNEL.open(dir.resolve("stdin"), OpenFlags.O_WRONLY, 0)) {
            earlier.close();
            try (Stream<Path> files = Files.list(dir)) {
                files.forEach(ProcessFiles::remove);
            }
            Files.delete(dir);
            ShimHarness.KERNEL.write(stdin, ByteBuffer.wrap(new byte[] {'\n'}));
        }
        ShimHarness.await(() -> !ShimHarness.lives(earlier.shim().orElseThrow()), () -> "shim does not end");
    }

    /** With a shared pid namespace any number of orphans may come to a shim. */
    @Test
    void theRecordHoldsTheProcessAloneHoweverManyOrphansAreReaped() throws IOException {
        ShimRequest request = shims.shell(OUT, "for i in $(seq 200); do (sh -c 'exit 3' &); done; wait; exit 8");
        ShimProcess process = shims.launch(request, before);
        assertEquals(8, ShimHarness.exitOf(process).status().code());
        assertEquals(64 + 208, Files.size(request.processDir().resolve("record")));
        process.finish(ShimHarness.deadline());
    }
}
