package io.caisson.logs.internal;

import static io.caisson.logs.internal.LogHarness.WEB;
import static io.caisson.logs.internal.LogHarness.bytes;
import static io.caisson.logs.internal.LogHarness.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed within a piece, at every byte of it. */
class LogKillTest {
    private static final String PIECE = "whole\npart one\nand the rest";

    @TempDir
    Path dir;

    /** Outlives the writer, as the spool's does. */
    private static final class Note implements PieceNote {
        private byte[] text = new byte[BYTES];

        @Override
        public byte[] read() {
            return text.clone();
        }

        @Override
        public void write(byte[] note) {
            text = note.clone();
        }
    }

    private LogHarness at(int cut) {
        return new LogHarness(dir.resolve("cut" + cut), 1 << 20, 3);
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Test
    void aPieceThatComesAgainIsThereOnce() throws IOException {
        int written = PIECE.length() + 3 * LineFormat.HEAD_LENGTH + 1;
        for (int cut = 0; cut <= written; cut++) {
            LogHarness log = at(cut);
            Note note = new Note();
            long before;
            try (LogWriter writer = log.create()) {
                write(writer, "before\nopen ");
                before = Files.size(log.file());
                assertTrue(writer.append(Source.STDOUT, bytes(PIECE), note));
            }
            assertEquals(before + written, Files.size(log.file()));
            cut(log.file(), before + cut);
            try (LogWriter next = log.logs.reopen(WEB, LogRequest.DEFAULT)) {
                assertTrue(next.append(Source.STDOUT, bytes(PIECE), note));
                write(next, " after\n");
            }
            assertEquals("before\nopen " + PIECE + " after\n", log.read().stdout(), "cut after " + cut);
            assertEquals("", log.read().stderr());
        }
    }

    /** Power loss: the piece does not come again, and what is there must stay readable. */
    @Test
    void whatIsThereOfATornRecordStays() throws IOException {
        int written = PIECE.length() + 3 * LineFormat.HEAD_LENGTH + 1;
        for (int cut = 0; cut <= written; cut++) {
            LogHarness log = at(cut);
            try (LogWriter writer = log.create()) {
                write(writer, PIECE);
            }
            cut(log.file(), cut);
            try (LogWriter next = log.logs.reopen(WEB, LogRequest.DEFAULT)) {
                write(next, "|after\n");
            }
            String text = log.read().stdout();
            assertTrue(text.endsWith("|after\n"), text);
            String kept = text.substring(0, text.length() - "|after\n".length());
            assertTrue(PIECE.startsWith(kept), text);
            int heads = 1 + (cut >= 46 ? 1 : 0) + (cut >= 95 ? 1 : 0);
            assertTrue(kept.length() >= cut - heads * (LineFormat.HEAD_LENGTH + 1), cut + " leave " + kept);
        }
    }

    @Test
    void aWriterThatIsClosedLeavesThePieceToTheNext() {
        LogHarness log = at(0);
        LogWriter closed = log.create();
        closed.close();
        assertFalse(closed.append(Source.STDOUT, bytes("piece\n"), PieceNote.NONE));
        assertEquals(0, closed.droppedBytes());
        assertEquals("", log.read().stdout());
    }

    /** A file of others' that moved in between must not be cut. */
    @Test
    void aNoteOfAnotherFileCutsNothing() throws IOException {
        LogHarness log = at(0);
        Note note = new Note();
        try (LogWriter writer = log.create()) {
            assertTrue(writer.append(Source.STDOUT, bytes("piece\n"), note));
            Files.move(log.file(), dir.resolve("aside"));
            Files.writeString(log.file(), "of others\n");
        }
        try (LogWriter next = log.logs.reopen(WEB, LogRequest.DEFAULT)) {
            assertTrue(next.append(Source.STDOUT, bytes("piece\n"), note));
        }
        assertEquals("of others\npiece\n", log.read().stdout());
    }
}
