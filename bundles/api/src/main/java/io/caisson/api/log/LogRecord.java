package io.caisson.api.log;

import io.caisson.api.container.OutputListener.Source;
import java.nio.ByteBuffer;

/**
 * A line, or a part of one that is long or was not ended at once.
 *
 * @param time when the server read it: RFC 3339 in UTC with nine digits of a second; empty when the file does not say
 * @param ended whether a line feed followed, which is not in {@code bytes}
 * @param bytes as the process wrote them, at most 16 KiB; valid during the call only
 */
public record LogRecord(String time, Source source, boolean ended, ByteBuffer bytes) {}
