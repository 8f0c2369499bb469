package io.caisson.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * {@code 2026-11-25T08:00:00.123Z LEVEL logger message key=value cause="..."}: one line, whatever the values hold, so
 * that nobody forges a record through a name. Times are UTC. Safe for many threads.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final boolean stackTraces;

    /** @param stackTraces whether stack traces follow, on lines that begin with a tab */
    LineLayout(boolean stackTraces) {
        this.stackTraces = stackTraces;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(event.getLevel()).append(' ').append(event.getLoggerName());
        appendEscaped(line.append(' '), event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                appendEscaped(line.append(' '), pair.key);
                appendValue(line.append('='), String.valueOf(pair.value));
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            appendValue(line.append(" cause="), causes(thrown));
        }
        line.append('\n');
        if (thrown != null && stackTraces) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(frame ->
                            appendEscaped(line.append('\t'), frame.strip()).append('\n'));
        }
        return line.toString();
    }

    private static String causes(IThrowableProxy thrown) {
        StringBuilder causes = new StringBuilder();
        for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
            causes.append(causes.isEmpty() ? "" : " <- ").append(cause.getClassName());
            if (cause.getMessage() != null) {
                causes.append(": ").append(cause.getMessage());
            }
        }
        return causes.toString();
    }

    private static void appendValue(StringBuilder line, String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == 0x7f);
        if (plain) {
            line.append(value);
        } else {
            appendEscaped(line.append('"'), value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
    }

    private static StringBuilder appendEscaped(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return line;
    }
}
