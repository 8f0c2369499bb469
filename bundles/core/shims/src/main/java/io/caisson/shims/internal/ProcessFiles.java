package io.caisson.shims.internal;

import io.caisson.shims.internal.program.MonitorFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process's directory and the files in it that are ours. */
record ProcessFiles(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFiles.class);
    private static final String SHIM = "shim";
    private static final String EXIT_STATUS = "exitStatus";
    private static final String NEW = ".new";
    private static final int MAX_PID_BYTES = 32;

    Path control() {
        return directory.resolve(MonitorFiles.CONTROL);
    }

    Path exit() {
        return directory.resolve(MonitorFiles.EXIT);
    }

    Path record() {
        return directory.resolve(MonitorFiles.RECORD);
    }

    Path lock() {
        return directory.resolve(MonitorFiles.LOCK);
    }

    /** The FIFO of a standard stream. @param number 0, 1 or 2 */
    Path stream(int number) {
        return directory.resolve(MonitorFiles.stream(number));
    }

    /** What nobody had read of a standard stream when its shim ended. @param number 1 or 2 */
    Path tail(int number) {
        return directory.resolve(MonitorFiles.tail(number));
    }

    /** How far a tail was taken. @param number 1 or 2 */
    Path tailMark(int number) {
        return directory.resolve(MonitorFiles.tail(number) + ".taken");
    }

    /** What was read of a standard stream and is not kept by anybody yet. @param number 1 or 2 */
    Path spool(int number) {
        return directory.resolve("spool." + number);
    }

    /** {@return which shim was started; empty if none was} */
    Optional<ShimNote> shim() {
        return parsed(directory.resolve(SHIM), ShimNote::parse);
    }

    /** For the next server; after a power cut there is no shim. */
    void writeShim(ShimNote note) {
        write(SHIM, note.toString(), false);
    }

    /** {@return an exit that no shim recorded, as a server learnt it} */
    Optional<KernelNote> exitStatus() {
        return parsed(directory.resolve(EXIT_STATUS), KernelNote::parse);
    }

    void writeExitStatus(KernelNote note) {
        write(EXIT_STATUS, note.toString(), true);
    }

    /** Removes everything of ours that is there. */
    void removeAll() {
        Stream<Path> fixed = Stream.of(
                control(),
                exit(),
                record(),
                lock(),
                directory.resolve(SHIM),
                directory.resolve(SHIM + NEW),
                directory.resolve(EXIT_STATUS),
                directory.resolve(EXIT_STATUS + NEW),
                tail(1),
                tail(2),
                tailMark(1),
                tailMark(2),
                spool(1),
                spool(2));
        Stream.concat(fixed, IntStream.rangeClosed(0, 2).mapToObj(this::stream)).forEach(ProcessFiles::remove);
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the number in a file such as a runtime's pid file; empty if there is no file} */
    static OptionalLong readPid(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // A runtime wrote it: it may be of any length.
            String text = new String(in.readNBytes(MAX_PID_BYTES), StandardCharsets.US_ASCII).strip();
            return text.matches("[1-9][0-9]{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that makes no sense counts as none: what it should tell is found out by other means, or is unknown. */
    private static <T> Optional<T> parsed(Path file, Function<String, T> parser) {
        Optional<String> text = read(file);
        try {
            return text.map(parser);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("a file of a process makes no sense");
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1)); // whatever bytes there are
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String content, boolean durably) {
        Path written = directory.resolve(name + NEW);
        try {
            try (FileChannel file = FileChannel.open(
                    written,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                if (durably) {
                    file.force(true);
                }
            }
            Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            if (durably) {
                try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                    entries.force(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
