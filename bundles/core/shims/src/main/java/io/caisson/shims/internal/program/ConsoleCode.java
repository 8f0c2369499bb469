package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the instructions for a terminal: the OCI runtime sends its master to a console socket. The runtime's connect and
 * sendmsg need nobody who accepts, so that is done after the runtime has ended: one that failed leaves EAGAIN, no hang.
 */
final class ConsoleCode {
    private static final Operand LISTENER = Operand.of(Descriptors.LISTENER);
    private static final Operand CONNECTION = Operand.of(Descriptors.CONNECTION);
    private static final Operand MASTER = Operand.of(Descriptors.MASTER);

    // struct cmsghdr and one descriptor; it is filled with what is no descriptor, in case none comes
    private static final int CONTROL_HEADER_BYTES = 16;
    private static final int CONTROL_BYTES = CONTROL_HEADER_BYTES + Long.BYTES;
    private static final long NO_DESCRIPTOR = 0xffffffffL;
    private static final int NAME_BYTES = 64;

    private final Assembler code;
    private final Opener opener;
    private final Cell path;
    private final Cell address;
    private final int addressBytes;
    private final Cell ancillary;
    private final Cell message;

    ConsoleCode(Assembler code, Opener opener, String socketPath) {
        this.code = code;
        this.opener = opener;
        this.path = code.text("console path", socketPath);
        byte[] text = socketPath.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + text.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        this.address = code.bytes(
                "console address", bytes.putShort((short) 1).put(text).array());
        this.addressBytes = bytes.capacity();
        Cell name = code.space("console name", NAME_BYTES);
        Cell vector = code.table("console data", List.of(name.address(), Operand.of(NAME_BYTES)));
        this.ancillary = code.words("console ancillary", 0, 0, NO_DESCRIPTOR);
        this.message = code.table(
                "console message",
                List.of(
                        EMPTY,
                        EMPTY,
                        vector.address(),
                        Operand.of(1),
                        ancillary.address(),
                        Operand.of(CONTROL_BYTES),
                        EMPTY));
    }

    void listen() {
        opener.make("make the console socket", SystemCall.SOCKET, Flags.AF_UNIX, Flags.STREAM_SOCKET, EMPTY);
        opener.keep("console socket", Descriptors.LISTENER);
        code.call("bind the console socket", SystemCall.BIND, LISTENER, address.address(), Operand.of(addressBytes));
        code.call("listen to the console socket", SystemCall.LISTEN, LISTENER, Operand.of(1));
    }

    void accept() {
        Label none = code.label("no terminal came");
        opener.make("accept the terminal", SystemCall.ACCEPT4, LISTENER, EMPTY, EMPTY, Flags.SOCKET_FLAGS)
                .on(Errno.EAGAIN, none);
        opener.keep("connection of the terminal", Descriptors.CONNECTION);
        code.call("receive the terminal", SystemCall.RECVMSG, CONNECTION, message.address(), Flags.MSG_CMSG_CLOEXEC);
        opener.moveFrom("terminal", ancillary.part("terminal", CONTROL_HEADER_BYTES, Long.BYTES), Descriptors.MASTER);
        code.call(
                "let the terminal not wait",
                SystemCall.FCNTL,
                MASTER,
                Flags.F_SETFL,
                Flags.open(Flags.O_RDWR | Flags.O_NONBLOCK));
        code.call("close the connection of the terminal", SystemCall.CLOSE, CONNECTION);
        code.place(none);
        code.call("close the console socket", SystemCall.CLOSE, LISTENER);
        code.call("remove the console socket", SystemCall.UNLINKAT, Flags.AT_FDCWD, path.address(), EMPTY)
                .goOnAfterErrors();
    }
}
