package io.caisson.api.log;

import io.caisson.api.container.OutputListener.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which part of a log is wanted.
 *
 * @param lastLines begin so many lines before the end; negative means at the beginning
 * @param since leave out what was written before; empty means nothing
 * @param sources streams that are wanted
 */
public record LogQuery(long lastLines, Optional<Instant> since, Set<Source> sources) {
    /** Everything. */
    public static final LogQuery ALL = new LogQuery(-1, Optional.empty(), Set.of(Source.STDOUT, Source.STDERR));

    public LogQuery {
        sources = Set.copyOf(sources);
    }

    public LogQuery withLastLines(long lines) {
        return new LogQuery(lines, since, sources);
    }

    public LogQuery withSince(Instant time) {
        return new LogQuery(lastLines, Optional.of(time), sources);
    }

    public LogQuery withSources(Set<Source> wanted) {
        return new LogQuery(lastLines, since, wanted);
    }
}
