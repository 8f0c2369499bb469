package io.caisson.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import io.caisson.testkit.Fault;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ForegroundTest {
    private static final int STORM = 100_000;

    private final OnTerminal caller = new OnTerminal();
    private final Sized process = new Sized();

    /** A caller on a terminal whose size a test changes. */
    private static final class OnTerminal implements Invocation {
        private final List<String> asked = new ArrayList<>();
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private Consumer<TerminalSize> resized = size -> {};

        @Override
        public Path cwd() {
            return Path.of("/");
        }

        @Override
        public boolean stdinIsTerminal() {
            return true;
        }

        @Override
        public boolean stdoutIsTerminal() {
            return true;
        }

        @Override
        public void out(ByteBuffer bytes) {
            asked.add("out");
        }

        @Override
        public void err(ByteBuffer bytes) {
            asked.add("err");
        }

        @Override
        public Optional<TerminalSize> terminalSize() {
            return Optional.of(new TerminalSize(1, 1));
        }

        @Override
        public void followTerminal(boolean raw, Consumer<TerminalSize> consumer) {
            asked.add("raw " + raw);
            resized = consumer;
        }

        @Override
        public void followSignals(Consumer<Signal> received) {
            asked.add("signals");
        }

        @Override
        public void followInput(InputSink sink) {
            asked.add("input");
        }

        @Override
        public CompletableFuture<Ending> ending() {
            return ending;
        }
    }

    /** A process that has a terminal. */
    private static final class Sized implements Attachment {
        private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        private int resizes;
        private TerminalSize last;

        @Override
        public void writeStdin(ByteBuffer bytes) {
            throw new AssertionError("there is no input");
        }

        @Override
        public void closeStdin() {
            throw new AssertionError("there is no input");
        }

        @Override
        public void resize(TerminalSize size) {
            resizes++;
            last = size;
        }

        @Override
        public CompletionStage<ExitStatus> exit() {
            return exit;
        }

        @Override
        public void close() {
            // it runs on
        }
    }

    @Fault(54)
    @Test
    void ofSizesThatComeBeforeTheProcessOnlyTheLastOneCounts() throws Exception {
        Foreground foreground = Foreground.ofExec(caller, true);
        foreground.takeTerminal();
        for (int i = 1; i <= STORM; i++) {
            caller.resized.accept(new TerminalSize(1 + i % 1000, 80));
        }
        assertEquals(0, process.resizes);

        process.exit.complete(new ExitStatus(0, ExitStatus.Cause.EXITED, Instant.now()));
        foreground.join(process, signal -> {});

        assertEquals(1, process.resizes);
        assertEquals(new TerminalSize(1 + STORM % 1000, 80), process.last);
    }

    @Test
    void theTerminalIsRawBeforeThereIsAProcess() throws Exception {
        Foreground foreground = Foreground.ofExec(caller, true);
        assertEquals(Optional.of(new TerminalSize(1, 1)), foreground.takeTerminal());
        assertEquals(List.of("raw true"), caller.asked);
    }
}
