package io.caisson.shell.internal.gogo;

import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import io.caisson.shell.internal.command.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A caller that typed into a Gogo session: the streams of its place in the pipe, and no terminal of its own. */
final class GogoInvocation implements Invocation {
    private static final int CHUNK_BYTES = 8192;

    private final Path cwd;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    GogoInvocation(Path cwd, InputStream in, PrintStream out, PrintStream err) {
        this.cwd = cwd;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Path cwd() {
        return cwd;
    }

    @Override
    public boolean stdinIsTerminal() {
        return false;
    }

    @Override
    public boolean stdoutIsTerminal() {
        return false;
    }

    @Override
    public void out(ByteBuffer bytes) {
        print(out, bytes);
    }

    @Override
    public void err(ByteBuffer bytes) {
        print(err, bytes);
    }

    private static void print(PrintStream to, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        to.write(copy, 0, copy.length);
        to.flush();
    }

    @Override
    public Optional<TerminalSize> terminalSize() {
        return Optional.empty();
    }

    @Override
    public void followTerminal(boolean raw, Consumer<TerminalSize> resized) {
        // there is none
    }

    @Override
    public void followSignals(Consumer<Signal> received) {
        // Ctrl-C ends the command, see ending()
    }

    @Override
    public void followInput(InputSink sink) {
        Thread feeder = new Thread(() -> feed(sink), "caisson-gogo-input");
        feeder.setDaemon(true);
        feeder.start();
    }

    private void feed(InputSink sink) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int read = in.read(chunk); read >= 0 && !ending.isDone(); read = in.read(chunk)) {
                sink.write(ByteBuffer.wrap(chunk, 0, read));
            }
        } catch (IOException e) {
            sink.end(); // a broken input is an ended one
            return;
        }
        sink.end();
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }
}
