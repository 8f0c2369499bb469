package io.caisson.shell.internal.gogo;

import io.caisson.shell.internal.command.CallerGoneException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A caller's output as a stream. */
final class InvocationStream extends OutputStream {
    private final Consumer<ByteBuffer> target;

    InvocationStream(Consumer<ByteBuffer> target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            target.accept(ByteBuffer.wrap(bytes, offset, length));
        } catch (CallerGoneException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
