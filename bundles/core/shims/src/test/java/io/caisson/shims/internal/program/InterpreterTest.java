package io.caisson.shims.internal.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The interpreter that is packed, and the one that the compilers of this machine make. Where there is no compiler, only
 * the packed one is tested; which of the cases it was is published as a report entry.
 */
class InterpreterTest {
    private static final Path SOURCES =
            Path.of("..", "..", "..", "shim").toAbsolutePath().normalize();
    private static final int LARGEST = 2048;

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> thePackedInterpreterOfThisMachineDoesWhatItMust() {
        Machine machine = Machine.here();
        return new InterpreterContract(
                        machine,
                        new Interpreter(directory, Interpreter.prebuilt(machine).toString()))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> thePackedInterpreterOfTheOtherMachineDoesWhatItMustUnderAnEmulator(TestReporter reporter) {
        Machine other = Machine.here() == Machine.X86_64 ? Machine.AARCH64 : Machine.X86_64;
        Path emulator = Path.of("/usr/bin/qemu-" + other.label() + "-static");
        reporter.publishEntry(other.label(), Files.exists(emulator) ? "run under " + emulator : "no emulator here");
        if (!Files.exists(emulator)) {
            return Stream.of(DynamicTest.dynamicTest(
                    "it is an executable of that machine",
                    () -> assertEquals(other.elfNumber(), Files.readAllBytes(Interpreter.prebuilt(other))[18] & 0xff)));
        }
        return new InterpreterContract(
                        other,
                        new Interpreter(
                                directory,
                                emulator.toString(),
                                Interpreter.prebuilt(other).toString()))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> whatTheCompilersHereMakeIsWhatIsPackedOrDoesTheSame(TestReporter reporter) throws Exception {
        Process build = new ProcessBuilder(
                        "/bin/sh", SOURCES.resolve("build.sh").toString(), directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, build.waitFor(), output);
        return Stream.of(Machine.values()).flatMap(machine -> check(machine, reporter));
    }

    private Stream<DynamicTest> check(Machine machine, TestReporter reporter) {
        Path built = directory.resolve("caisson-shim-" + machine.label());
        if (!Files.exists(built)) {
            reporter.publishEntry(machine.label(), "no compiler here: the prebuilt one is packed");
            return Stream.of(DynamicTest.dynamicTest(
                    machine.label() + " is there prebuilt",
                    () -> assertTrue(Files.size(Interpreter.prebuilt(machine)) > 0)));
        }
        if (toolchain(SOURCES.resolve("prebuilt"), machine).equals(toolchain(directory, machine))) {
            reporter.publishEntry(machine.label(), "recorded toolchain: compared byte by byte");
            return Stream.of(DynamicTest.dynamicTest(
                    machine.label() + " is byte-identical",
                    () -> assertArrayEquals(
                            Files.readAllBytes(Interpreter.prebuilt(machine)), Files.readAllBytes(built))));
        }
        if (machine != Machine.here()) {
            reporter.publishEntry(machine.label(), "another toolchain, another machine: built only");
            return Stream.of(DynamicTest.dynamicTest(
                    machine.label() + " is small", () -> assertTrue(Files.size(built) < LARGEST)));
        }
        reporter.publishEntry(machine.label(), "another toolchain: tested by what it does");
        return new InterpreterContract(machine, new Interpreter(directory, built.toString())).tests();
    }

    private static List<String> toolchain(Path where, Machine machine) {
        try (Stream<String> lines = Files.lines(where.resolve("TOOLCHAIN"))) {
            return lines.filter(line -> line.startsWith(machine.label() + ' ')).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void thePackedInterpretersAreAboutAKilobyte() throws IOException {
        for (Machine machine : Machine.values()) {
            long size = Files.size(Interpreter.prebuilt(machine));
            assertTrue(size < LARGEST, machine.label() + " has " + size + " bytes");
        }
    }
}
