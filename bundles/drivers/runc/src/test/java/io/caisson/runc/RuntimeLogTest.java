package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeLogTest {
    private static final String ERROR = "{\"level\":\"error\",\"msg\":\"it broke\"}\n";

    @TempDir
    Path directory;

    @Test
    void lastErrorWinsAndWarningsDoNotCount() {
        String log = "{\"level\":\"error\",\"msg\":\"first\"}\n{\"level\":\"error\",\"msg\":\"second\"}\n"
                + "{\"level\":\"warning\",\"msg\":\"careful\"}\n";
        assertEquals(Optional.of("second"), RuntimeLog.lastError(log));
    }

    @Test
    void garbageAroundAnErrorIsPassedOver() {
        String log =
                "\u0000\u0000\n[1,2]\nnull\n\"error\"\n{\"level\":17}\n" + ERROR + "{\"level\":\"error\",\"msg\":\"ha";
        assertEquals(Optional.of("it broke"), RuntimeLog.lastError(log));
    }

    @Test
    void messageOnSeveralLinesBecomesOne() {
        assertEquals(
                Optional.of("No help topic for 'x'"),
                RuntimeLog.lastError("{\"level\":\"error\",\"msg\":\"No help\\n\\ttopic for 'x'\\n\"}"));
    }

    @Test
    void onlyTheEndOfAHugeLogIsRead() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "{\"level\":\"error\",\"msg\":\"old\"}\n" + "x".repeat(10_000_000) + "\n" + ERROR);
        assertEquals(Optional.of("it broke"), RuntimeLog.lastError(file));
    }

    @Test
    void missingLogHasNoError() {
        assertEquals(Optional.empty(), RuntimeLog.lastError(directory.resolve("none")));
    }

    @Test
    void linkInPlaceOfTheLogIsNotRead() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), ERROR);
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertEquals(Optional.empty(), RuntimeLog.lastError(link));
    }
}
