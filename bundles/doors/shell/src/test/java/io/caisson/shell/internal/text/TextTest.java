package io.caisson.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @Test
    void columnsAreTwentyWideOrThreeMoreThanTheLongestCell() {
        String table = Table.ofList("ID", "PATH", "STATUS", "PROCESSES")
                .row("a-container-with-a-long-name", "/c", "running", "init,e1")
                .toString();
        assertEquals(
                "ID                             PATH                STATUS              PROCESSES\n"
                        + "a-container-with-a-long-name   /c                  running             init,e1\n",
                table);
    }

    @Test
    void eventCellsAreThirtyOneWideOrOneMoreThanTheCell() {
        assertEquals(
                "TIME                           TYPE                           ID                             "
                        + "PID                            STATUS\n",
                Table.eventLine("TIME", "TYPE", "ID", "PID", "STATUS"));
        assertEquals("a".repeat(40) + " b\n", Table.eventLine("a".repeat(40), "b"));
    }

    @Test
    void cellsCannotMoveTheCursorOrTurnTheText() {
        assertEquals(
                "a\\u001b[2J\\u000a\\u202e\\u009b\n",
                new Table(1, 1).row("a\u001b[2J\n\u202e\u009b").toString());
    }

    @Test
    void jsonEscapesWhatATerminalWouldObey() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("k\"", List.of(1, true, "\u001b\u007f\u009b\u2028é\n"));
        value.put("empty", List.of());
        assertEquals("{\"k\\\"\":[1,true,\"\\u001b\\u007f\\u009b\\u2028é\\n\"],\"empty\":[]}", Json.line(value));
        assertEquals("{\n  \"a\": [\n    1\n  ]\n}\n", Json.pretty(Map.of("a", List.of(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T10:00:00Z,2026-11-25T10:00:00Z",
        "2026-11-25T10:00:00.100Z,2026-11-25T10:00:00.1Z",
        "2026-11-25T10:00:00.000000001Z,2026-11-25T10:00:00.000000001Z"
    })
    void timesAreThoseOfGo(String at, String text) {
        assertEquals(text, Times.rfc3339Nano(Instant.parse(at)));
    }

    @ParameterizedTest
    @CsvSource({"10,10000", "10s,10000", "1m30s,90000", "250ms,250", "1h,3600000", "0,0"})
    void durationsAreRead(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Times.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "s", "10x", "1.5s", "10 s", "9999999999999s"})
    void otherDurationsAreRefused(String text) {
        assertEquals(
                "duration.invalid",
                assertThrows(CaissonException.class, () -> Times.duration(text)).reason());
    }
}
