package io.caisson.testkit;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogRecord;
import io.caisson.api.log.LogSink;
import io.caisson.api.log.LogStatus;
import io.caisson.api.log.LogWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@link ContainerLogs} in memory, for doors, which only read. It may grow while it is read. Safe for many threads. */
public final class FakeLogs implements ContainerLogs {
    private static final long NOT_A_GAP = -1;

    private record Entry(String time, Source source, boolean ended, byte[] bytes, long gap) {}

    private final Map<ContainerId, List<Entry>> logs = new ConcurrentHashMap<>();
    private final Map<ContainerId, Long> dropped = new ConcurrentHashMap<>();

    /** Adds text of standard output, line by line. */
    public void write(ContainerId id, String text) {
        write(id, Source.STDOUT, "2026-01-02T03:04:05.000000006Z", text);
    }

    /** Adds text, line by line. */
    public void write(ContainerId id, Source source, String time, String text) {
        for (String line : text.split("(?<=\n)")) {
            boolean ended = line.endsWith("\n");
            String content = ended ? line.substring(0, line.length() - 1) : line;
            entries(id).add(new Entry(time, source, ended, content.getBytes(StandardCharsets.UTF_8), NOT_A_GAP));
        }
    }

    /** Adds a place where a reader misses so many bytes. */
    public void gap(ContainerId id, long bytes) {
        entries(id).add(new Entry("", Source.STDOUT, true, new byte[0], bytes));
    }

    /** Sets what {@link #status} tells. */
    public void dropped(ContainerId id, long bytes) {
        dropped.put(id, bytes);
    }

    private List<Entry> entries(ContainerId id) {
        return logs.computeIfAbsent(id, absent -> new CopyOnWriteArrayList<>());
    }

    @Override
    public Path file(ContainerId id) {
        return Path.of("/var/log/caisson", id + ".log");
    }

    @Override
    public LogWriter create(ContainerId id, LogRequest request) {
        throw new UnsupportedOperationException("a door only reads logs");
    }

    @Override
    public LogWriter reopen(ContainerId id, LogRequest request) {
        throw new UnsupportedOperationException("a door only reads logs");
    }

    @Override
    public LogReader read(ContainerId id, LogQuery query) {
        List<Entry> log = logs.get(id);
        if (log == null) {
            throw new CaissonException(ErrorCode.NOT_FOUND, "log.missing", "container " + id + " has no log");
        }
        return new Reader(log, query);
    }

    @Override
    public LogStatus status(ContainerId id) {
        long bytes = logs.getOrDefault(id, List.of()).stream()
                .mapToLong(entry -> entry.bytes().length)
                .sum();
        return new LogStatus(bytes, logs.containsKey(id) ? 1 : 0, dropped.getOrDefault(id, 0L));
    }

    @Override
    public void delete(ContainerId id) {
        logs.remove(id);
    }

    private static final class Reader implements LogReader {
        private final List<Entry> log;
        private final LogQuery query;
        private int next;

        Reader(List<Entry> log, LogQuery query) {
            this.log = log;
            this.query = query;
            List<Entry> now = new ArrayList<>(log);
            long lines = now.stream()
                    .filter(entry -> query.sources().contains(entry.source()))
                    .count();
            long leftOut = query.lastLines() < 0 ? 0 : Math.max(0, lines - query.lastLines());
            while (leftOut > 0) {
                leftOut -= query.sources().contains(now.get(next++).source()) ? 1 : 0;
            }
        }

        @Override
        public boolean read(LogSink sink) {
            if (next >= log.size()) {
                return false;
            }
            Entry entry = log.get(next++);
            String since = query.since().map(Object::toString).orElse("");
            if (entry.gap() != NOT_A_GAP) {
                sink.onGap(entry.gap());
            } else if (query.sources().contains(entry.source()) && entry.time().compareTo(since) >= 0) {
                sink.onRecord(
                        new LogRecord(entry.time(), entry.source(), entry.ended(), ByteBuffer.wrap(entry.bytes())));
            }
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
