package io.caisson.shims.internal;

import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.shim.ShimRequest;
import io.caisson.shims.internal.program.Machine;
import io.caisson.shims.internal.program.MonitorProgram;
import io.caisson.shims.internal.program.MonitorSettings;
import io.caisson.shims.internal.program.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Lets a test kill shims at an instruction of their program. Looked at only where failpoints are on.
 *
 * <p>The system property {@code caisson.shims.kill-at} names a file, which may be replaced while the server runs and is
 * read at each launch. While it holds {@code init N} (or {@code exec N}), each shim of a container's first process (or of an
 * exec) that is started kills itself with SIGKILL before it executes instruction N, counted from 0; where that instruction
 * is the child's, from {@code start the command} to {@code execute}, the command dies instead. A program with fewer
 * instructions lives. At each launch the number of instructions is written to {@code FILE.size}, so that a
 * sweep knows where to end. An absent or empty file kills nobody.
 */
final class ShimDeaths {
    private static final String PROPERTY = "caisson.shims.kill-at";

    private ShimDeaths() {}

    /** {@return the program for a launch, with a death in it if a test wants one} */
    static Program compile(ShimRequest request, MonitorSettings settings) {
        Program program = MonitorProgram.compile(Machine.here(), request, settings);
        if (!FailPoints.on() || System.getProperty(PROPERTY) == null) {
            return program;
        }
        note(program.sentences().size());
        String[] words = read().split(" ");
        boolean meant = words.length == 2 && words[0].equals(request.process().isInit() ? "init" : "exec");
        return meant
                ? MonitorProgram.compile(Machine.here(), request, settings.withKillAt(Integer.parseInt(words[1])))
                : program;
    }

    private static void note(int instructions) {
        try {
            Files.writeString(Path.of(System.getProperty(PROPERTY) + ".size"), Integer.toString(instructions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty(PROPERTY))).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
