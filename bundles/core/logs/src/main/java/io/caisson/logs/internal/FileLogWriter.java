package io.caisson.logs.internal;

import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one log: each piece of output whole, or as much of it as the disk takes, or not at all. */
final class FileLogWriter implements LogWriter {
    private static final Logger log = LoggerFactory.getLogger(FileLogWriter.class);
    private static final ThreadLocal<LineFormat> FORMAT = ThreadLocal.withInitial(LineFormat::new);
    private static final ThreadLocal<byte[]> PIECE = ThreadLocal.withInitial(() -> new byte[64 * 1024]);
    private static final byte[] NO_NOTE = new byte[PieceNote.BYTES];

    private final FileSet files;
    private final LogRequest request;
    private final Supplier<LogLimits> limits;
    private final ActiveFile file;
    private volatile long dropped;

    // Guarded by this
    private long unmarked; // dropped, and not told in the log
    private boolean failing;
    private boolean closed;

    FileLogWriter(FileSet files, LogRequest request, Supplier<LogLimits> limits) {
        this.files = files;
        this.request = request;
        this.limits = limits;
        this.file = new ActiveFile(files);
    }

    /** Opens the file now, so that what is wrong with it is known. */
    synchronized FileLogWriter open() throws IOException {
        file.ensureOpen();
        return this;
    }

    @Override
    public synchronized boolean append(Source source, ByteBuffer bytes, PieceNote note) {
        int length = bytes.remaining();
        if (closed) {
            return false; // the next server takes it
        }
        byte[] piece = copy(bytes, length);
        LineFormat records = FORMAT.get();
        records.clear();
        int mark = addMark(records);
        records.add(Instant.now(), source, piece, length);
        try {
            file.ensureOpen();
            takeBack(note);
            if (file.size() > 0 && file.size() + records.length() > effective().maxBytes()) {
                change();
            }
        } catch (IOException e) {
            return failed(e, length, note);
        }
        long before = file.size();
        try {
            note(note, before);
            FailPoints.hit("logs.before-write");
            file.append(records.bytes(), records.length());
            FailPoints.hit("logs.after-write");
        } catch (IOException e) {
            return cutShort(e, records, before, mark, length, note);
        }
        unmarked = 0;
        works();
        return true;
    }

    private static byte[] copy(ByteBuffer bytes, int length) {
        byte[] piece = PIECE.get();
        if (piece.length < length) {
            piece = new byte[length];
        }
        bytes.get(bytes.position(), piece, 0, length);
        return piece;
    }

    /** Tells of what was dropped before. {@return bytes of the record} */
    private int addMark(LineFormat records) {
        if (unmarked > 0) {
            byte[] text = ("[caisson] … dropped " + unmarked + " bytes\n").getBytes(StandardCharsets.UTF_8);
            records.add(Instant.now(), Source.STDERR, text, text.length);
        }
        return records.length();
    }

    private LogLimits effective() {
        return limits.get().with(request);
    }

    /** A file that cannot be changed for another one is written on. */
    private void change() throws IOException {
        try {
            file.change(effective().maxFiles());
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", files.active()).setCause(e).log("a log cannot be rotated, it goes on");
            file.ensureOpen();
        }
    }

    /** What a server that was killed within this piece may have written of it goes: all of it comes again. */
    private void takeBack(PieceNote note) throws IOException {
        ByteBuffer earlier = ByteBuffer.wrap(note.read());
        boolean written = earlier.get() != 0;
        if (written && earlier.getInt() == file.identityHash()) {
            file.cut(earlier.getLong());
        }
    }

    private void note(PieceNote note, long size) {
        byte[] text = new byte[PieceNote.BYTES];
        ByteBuffer.wrap(text).put((byte) 1).putInt(file.identityHash()).putLong(size);
        note.write(text);
    }

    private boolean cutShort(
            IOException problem, LineFormat records, long before, int mark, int length, PieceNote note) {
        boolean blocks = request.whenFull() == LogRequest.WhenFull.BLOCK;
        int kept = blocks ? 0 : records.lastBoundary((int) (file.size() - before));
        try {
            file.cut(before + kept);
        } catch (IOException e) {
            problem.addSuppressed(e);
            file.close(); // it is opened anew, and its end is mended then
        }
        if (kept >= mark) {
            unmarked = 0;
        }
        long written = kept > mark ? records.outputBytes(mark, kept) : 0;
        return failed(problem, length - written, note);
    }

    private boolean failed(IOException problem, long missing, PieceNote note) {
        if (!failing) {
            log.atWarn()
                    .addKeyValue("file", files.active())
                    .addKeyValue("whenFull", request.whenFull())
                    .setCause(problem)
                    .log("a container's output cannot be logged");
            failing = true;
        }
        if (request.whenFull() == LogRequest.WhenFull.BLOCK) {
            note.write(NO_NOTE); // the piece comes again, and others may come before it
            return false;
        }
        unmarked += missing;
        dropped += missing;
        return true;
    }

    private void works() {
        if (failing) {
            log.atInfo()
                    .addKeyValue("file", files.active())
                    .addKeyValue("droppedBytes", dropped)
                    .log("a container's output is logged again");
            failing = false;
        }
    }

    @Override
    public long droppedBytes() {
        return dropped;
    }

    @Override
    public synchronized void close() {
        closed = true;
        file.close();
    }
}
