package io.caisson.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/** Makes each printed line a log record: some libraries print, and standard output belongs to the ready line. */
final class LogOutput extends OutputStream {
    private static final int LONGEST = 8192;

    private final Logger log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LogOutput(Logger log) {
        this.log = log;
    }

    @Override
    public synchronized void write(int b) {
        if (b != '\n') {
            line.write(b);
        }
        if (b == '\n' || line.size() >= LONGEST) {
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (!text.isEmpty()) {
                log.warn("{}", text);
            }
        }
    }
}
