package io.caisson.ctr.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first frame: what the caller typed and where. Who the caller is stands nowhere in it; that the kernel tells.
 *
 * <p>Layout: magic (4 bytes), version (2), kind (1), flags (1), rows (2), columns (2), TERM, LANG, working directory,
 * number of arguments (2), arguments. A text is a length (4) and UTF-8 without NUL. Magic and version stay where they
 * are in every version, so that any two ends can tell each other what is wrong.
 *
 * @param kind what is wanted
 * @param args the command and its arguments, without the client's own options; at most 4096
 * @param cwd the caller's working directory, absolute
 * @param term TERM, empty if not set
 * @param lang LANG, empty if not set
 * @param rows height of the terminal, 0 if not measured
 * @param columns width of the terminal, 0 if not measured
 */
public record Hello(
        Kind kind,
        List<String> args,
        String cwd,
        String term,
        String lang,
        int rows,
        int columns,
        boolean stdinIsTerminal,
        boolean stdoutIsTerminal,
        boolean stderrIsTerminal) {

    /** What the caller wants. */
    public enum Kind {
        /** One command of {@code ctr}. */
        COMMAND,
        /** A Gogo session; with arguments it executes them, joined by blanks, and ends. */
        GOGO
    }

    /** Version of the wire that this code speaks. */
    public static final int VERSION = 1;

    static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_ARGS = 4096;
    private static final int MAX_NAME_BYTES = 256;
    private static final int MAX_PATH_BYTES = 4096;
    private static final int MAGIC = 0x43414953;

    public Hello {
        args = List.copyOf(args);
    }

    /** @throws WireException when it is longer than the wire allows */
    byte[] encode() throws WireException {
        List<byte[]> texts = new ArrayList<>();
        texts.add(text(term));
        texts.add(text(lang));
        texts.add(text(cwd));
        int size = 14;
        for (String arg : args) {
            texts.add(text(arg));
        }
        for (byte[] text : texts) {
            size += 4 + text.length;
            if (size > MAX_BYTES) {
                throw new WireException("the command line is too long: at most " + MAX_BYTES + " bytes are allowed");
            }
        }
        if (args.size() > MAX_ARGS) {
            throw new WireException(
                    "the command line has " + args.size() + " arguments, but at most " + MAX_ARGS + " are allowed");
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putShort((short) VERSION).put((byte) kind.ordinal());
        out.put((byte) ((stdinIsTerminal ? 1 : 0) | (stdoutIsTerminal ? 2 : 0) | (stderrIsTerminal ? 4 : 0)));
        out.putShort((short) rows).putShort((short) columns);
        for (int i = 0; i < texts.size(); i++) {
            if (i == 3) {
                out.putShort((short) args.size());
            }
            out.putInt(texts.get(i).length).put(texts.get(i));
        }
        if (args.isEmpty()) {
            out.putShort((short) 0);
        }
        return out.array();
    }

    /**
     * {@return the first frame that a payload holds}
     *
     * @throws WireException with a text for the client's terminal
     */
    public static Hello decode(ByteBuffer in) throws WireException {
        if (in.remaining() < 6 || in.getInt() != MAGIC) {
            throw new WireException("the first frame is not that of ctr");
        }
        int version = in.getShort() & 0xffff;
        if (version != VERSION) {
            throw new WireException(
                    "ctr speaks version " + version + " of the wire, this server speaks version " + VERSION);
        }
        need(in, 6);
        int kind = in.get();
        if (kind < 0 || kind > 1) {
            throw new WireException("unknown kind of first frame: " + kind);
        }
        int flags = in.get();
        int rows = in.getShort() & 0xffff;
        int columns = in.getShort() & 0xffff;
        String term = text(in, MAX_NAME_BYTES);
        String lang = text(in, MAX_NAME_BYTES);
        String cwd = text(in, MAX_PATH_BYTES);
        if (cwd.isEmpty() || cwd.charAt(0) != '/') {
            throw new WireException("the working directory is not absolute");
        }
        need(in, 2);
        int count = in.getShort() & 0xffff;
        if (count > MAX_ARGS) {
            throw new WireException(
                    "the command line has " + count + " arguments, but at most " + MAX_ARGS + " are allowed");
        }
        List<String> args = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            args.add(text(in, MAX_BYTES));
        }
        if (in.hasRemaining()) {
            throw new WireException("the first frame is longer than what it holds");
        }
        return new Hello(
                kind == 0 ? Kind.COMMAND : Kind.GOGO,
                args,
                cwd,
                term,
                lang,
                rows,
                columns,
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in, int maxBytes) throws WireException {
        need(in, 4);
        int length = in.getInt();
        if (length < 0 || length > maxBytes) {
            throw new WireException("a text of the first frame is too long");
        }
        need(in, length);
        ByteBuffer bytes = in.slice().limit(length);
        in.position(in.position() + length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            String string = text.toString();
            if (string.indexOf('\0') >= 0) {
                throw new WireException("a text of the first frame has a NUL in it");
            }
            return string;
        } catch (CharacterCodingException e) {
            throw new WireException("a text of the first frame is not UTF-8");
        }
    }

    private static void need(ByteBuffer in, int bytes) throws WireException {
        if (in.remaining() < bytes) {
            throw new WireException("the first frame is shorter than it says");
        }
    }
}
