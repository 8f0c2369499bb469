package io.caisson.ctr;

import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** One connection from the first frame to the exit code. For the main thread. */
final class Session {
    /** As containerd's {@code ctr} 0.2 exits. */
    static final int EXIT_LOST_WHILE_ATTACHED = 129;

    static final int EXIT_FAILED = 1;

    // 128 + SIGPIPE: what a program ends with whose reader went away.
    private static final int EXIT_NO_READER = 141;

    private final FrameReader reader;
    private final FrameWriter writer;
    private final Terminal terminal;
    private final InputSender input;
    private final SignalSender signals;
    private final FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
    private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
    private boolean attached;

    Session(ByteChannel channel, Terminal terminal) {
        this.reader = new FrameReader(channel);
        this.writer = new FrameWriter(channel);
        this.terminal = terminal;
        this.input = new InputSender(writer);
        this.signals = new SignalSender(writer, terminal);
    }

    /** {@return the exit code of the client} */
    int run(Hello hello) throws IOException {
        IOException refused = null;
        try {
            writer.hello(hello);
        } catch (IOException e) {
            refused = e; // the server may have said why before it closed
        }
        try {
            while (reader.next()) {
                signals.heard();
                if (reader.type() == FrameType.EXIT) {
                    return reader.number(1);
                }
                if (!handle()) {
                    return EXIT_NO_READER;
                }
            }
        } catch (IOException e) {
            if (!attached) {
                throw refused == null ? e : refused;
            }
        }
        if (attached) {
            terminal.restore();
            complain("[ctr] connection to the server lost");
            return EXIT_LOST_WHILE_ATTACHED;
        }
        throw refused == null ? new IOException("the server closed the connection without an answer") : refused;
    }

    /** {@return false when nobody reads our output any more} */
    private boolean handle() throws IOException {
        switch (reader.type()) {
            case STDOUT:
                return print(stdout, reader.payload());
            case STDERR:
                print(stderr, reader.payload());
                return true;
            case CREDIT:
                input.allow(reader.number(4));
                return true;
            case TERMINAL:
                if (reader.number(1) == 1) {
                    terminal.raw();
                }
                signals.forwardSize();
                return true;
            case ATTACHED:
                attached = true;
                signals.forwardTermination();
                return true;
            default:
                throw new IOException("the server sent a frame that only clients send: " + reader.type());
        }
    }

    private static boolean print(FileOutputStream to, ByteBuffer bytes) {
        try {
            to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void complain(String text) {
        System.err.println(text);
    }
}
