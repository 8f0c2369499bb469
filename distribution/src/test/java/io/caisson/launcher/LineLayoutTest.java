package io.caisson.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineLayoutTest {
    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(String message, Throwable thrown, KeyValuePair... pairs) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("io.caisson.x"), Level.INFO, message, thrown, new Object[0]);
        event.setInstant(Instant.parse("2026-11-25T08:00:00.123Z"));
        event.setKeyValuePairs(List.of(pairs));
        return event;
    }

    @Test
    void keysFollowTheMessageAndOnlyValuesThatNeedItAreQuoted() {
        String line = new LineLayout(false)
                .doLayout(event(
                        "container started",
                        null,
                        new KeyValuePair("container", "redis"),
                        new KeyValuePair("path", "/a b/\"c\""),
                        new KeyValuePair("none", null),
                        new KeyValuePair("empty", "")));

        assertEquals(
                "2026-11-25T08:00:00.123Z INFO io.caisson.x container started"
                        + " container=redis path=\"/a b/\\\"c\\\"\" none=null empty=\"\"\n",
                line);
    }

    @Test
    void nothingInAMessageOrValueMakesASecondLine() {
        String line = new LineLayout(true)
                .doLayout(event("a\nb", null, new KeyValuePair("k", "x\r\n2026 ERROR forged\u0085\u2028\u001b[31m")));

        assertEquals(1, line.lines().count());
        assertTrue(line.contains("a\\nb k=\"x\\r\\n2026 ERROR forged\\u0085\\u2028\\u001b[31m\""), line);
    }

    @Test
    void causesAreToldOnTheLineAndTheStackOnlyWhereAskedFor() {
        IllegalStateException thrown = new IllegalStateException("outer", new java.io.IOException("inner\nline"));

        String brief = new LineLayout(false).doLayout(event("failed", thrown));
        String full = new LineLayout(true).doLayout(event("failed", thrown));

        assertEquals(
                "2026-11-25T08:00:00.123Z INFO io.caisson.x failed cause=\"java.lang.IllegalStateException: outer"
                        + " <- java.io.IOException: inner\\nline\"\n",
                brief);
        assertTrue(full.startsWith(brief), full);
        assertTrue(full.lines().skip(1).allMatch(line -> line.startsWith("\t")), full);
        assertTrue(full.contains("causesAreToldOnTheLine"), full);
    }
}
