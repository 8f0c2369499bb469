package io.caisson.shell.internal.command;

import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A caller that keeps what it is told; its input is given at once and then ends. */
final class RecordingInvocation implements Invocation {
    private final Path cwd;
    private final String input;
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    RecordingInvocation(Path cwd, String input) {
        this.cwd = cwd;
        this.input = input;
    }

    String printed() {
        return out.toString();
    }

    String complaints() {
        return err.toString();
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
        out.append(StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public void err(ByteBuffer bytes) {
        err.append(StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public Optional<TerminalSize> terminalSize() {
        return Optional.empty();
    }

    @Override
    public void followTerminal(boolean raw, Consumer<TerminalSize> resized) {
        throw new AssertionError("there is no terminal");
    }

    @Override
    public void followSignals(Consumer<Signal> received) {
        // none will come
    }

    @Override
    public void followInput(InputSink sink) {
        sink.write(StandardCharsets.UTF_8.encode(input));
        sink.end();
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }
}
