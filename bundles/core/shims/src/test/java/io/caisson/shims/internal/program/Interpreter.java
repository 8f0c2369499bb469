package io.caisson.shims.internal.program;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs with an interpreter of a file, without the server. */
final class Interpreter {
    /** What came of a program. */
    record Result(int exitCode, List<Notice> notices, String output) {}

    private static final int SECONDS = 20;

    private final List<String> command;
    private final Path directory;

    /** @param command the interpreter, or an emulator and the interpreter */
    Interpreter(Path directory, String... command) {
        this.command = List.of(command);
        this.directory = directory;
    }

    static Path prebuilt(Machine machine) {
        return Path.of("..", "..", "..", "shim", "prebuilt", "caisson-shim-" + machine.label())
                .toAbsolutePath()
                .normalize();
    }

    Result run(Program program) {
        return run(program.encode());
    }

    Result run(byte[] program) {
        try {
            Path file = Files.write(directory.resolve("program"), program);
            Path notices = directory.resolve("notices");
            List<String> line = new ArrayList<>(
                    List.of("/bin/sh", "-c", "exec \"$@\" 3<" + file + " 4>" + notices + " 5</dev/null", "run"));
            line.addAll(command);
            Process process = new ProcessBuilder(line)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the program does not end");
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.exitValue(), notices(Files.readAllBytes(notices)), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Notice> notices(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Notice> notices = new ArrayList<>();
        while (buffer.hasRemaining()) {
            notices.add(Notice.read(buffer));
        }
        return notices;
    }
}
