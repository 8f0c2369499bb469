package io.caisson.ctr.wire;

/**
 * The kinds of frames and how long each may be.
 *
 * <p>The client begins with {@link #HELLO}. The server answers with output and ends with {@link #EXIT}, after which it
 * closes. The client sends input only as far as {@link #CREDIT} allows, so a command that reads nothing leaves the
 * caller's input alone, and signals are never stuck behind input that nobody reads.
 */
public enum FrameType {
    /** Client: what is to be done, see {@link Hello}. */
    HELLO(1, Hello.MAX_BYTES),
    /** Client: bytes of standard input, within the credit. */
    STDIN(2, FrameType.MAX_DATA_BYTES),
    /** Client: standard input has ended. No payload. */
    STDIN_END(3, 0),
    /** Client: the terminal's size: rows and columns, 2 bytes each; 0 and 0 when it cannot be told. */
    RESIZE(4, 4),
    /** Client: a signal it received: its number, 1 byte. */
    SIGNAL(5, 1),

    /** Server: bytes for standard output. */
    STDOUT(16, FrameType.MAX_DATA_BYTES),
    /** Server: bytes for standard error. */
    STDERR(17, FrameType.MAX_DATA_BYTES),
    /** Server: so many more bytes of input are wanted: 4 bytes, above 0. */
    CREDIT(18, 4),
    /** Server: 1 byte: 0 tell the terminal's size now and whenever it changes; 1 the same and go raw. */
    TERMINAL(19, 1),
    /** Server: from now on signals are for the process behind this connection. No payload. */
    ATTACHED(20, 0),
    /** Server: the end: exit status, 1 byte. */
    EXIT(21, 1);

    /** Longest payload of a frame that carries data. */
    public static final int MAX_DATA_BYTES = 64 * 1024;

    private static final FrameType[] BY_CODE = new FrameType[22];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    final int code;
    final int maxBytes;

    FrameType(int code, int maxBytes) {
        this.code = code;
        this.maxBytes = maxBytes;
    }

    static FrameType of(int code) throws WireException {
        FrameType type = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new WireException("unknown type of frame: " + code);
        }
        return type;
    }
}
