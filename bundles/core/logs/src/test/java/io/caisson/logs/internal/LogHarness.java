package io.caisson.logs.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** One container's log in a directory of the test's. */
final class LogHarness {
    static final ContainerId WEB = new ContainerId("web");

    final Path directory;
    final LogFiles logs;

    LogHarness(Path directory, long maxBytes, int maxFiles) {
        this.directory = directory;
        try {
            this.logs = new LogFiles(directory, new LogLimits(maxBytes, maxFiles));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LogWriter create() {
        return logs.create(WEB, LogRequest.DEFAULT);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(LogWriter writer, String text) {
        write(writer, Source.STDOUT, text);
    }

    static void write(LogWriter writer, Source source, String text) {
        assertTrue(writer.append(source, bytes(text), PieceNote.NONE));
    }

    Collected read() {
        return read(LogQuery.ALL);
    }

    Collected read(LogQuery query) {
        try (LogReader reader = logs.read(WEB, query)) {
            return Collected.of(reader);
        }
    }

    Path file() {
        return logs.file(WEB);
    }

    /** {@return names of all files, sorted} */
    Stream<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
