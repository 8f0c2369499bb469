package io.caisson.shell.internal.command;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "spec", description = "Write a config.json to begin with; never over another.")
final class SpecCommand extends ShellCommand {
    @Option(
            names = {"-b", "--oci-bundle"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to; the working directory if not given.")
    private Path directory;

    SpecCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        Path file = resolve(directory).resolve("config.json");
        // The server writes for the caller, who is root as the server is: no more is let in.
        try (SeekableByteChannel out =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(PosixFilePermissions.fromString("rw-r--r--")); // whatever the server's umask is
            ByteBuffer document = StandardCharsets.UTF_8.encode(services.specs().template());
            while (document.hasRemaining()) {
                out.write(document);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CaissonException(ErrorCode.ALREADY_EXISTS, "spec.exists", file + " exists; remove it first");
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "spec.write-failed",
                    file + " cannot be written: " + e.getMessage(),
                    Map.of(),
                    e);
        }
        return ExitCodes.OK;
    }
}
