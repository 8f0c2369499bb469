package io.caisson.shims.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When memory runs out the kernel must not take shims before containers. Safe for many threads. */
final class OomScore {
    private static final Logger LOG = LoggerFactory.getLogger(OomScore.class);
    private static final Path PROC = Path.of("/proc");

    private final AtomicBoolean checked = new AtomicBoolean();

    /** {@return this process's own; 0, what is usual, where it cannot be read} */
    int ofServer() {
        return of("self").orElse(0);
    }

    /** Looks at one shim of this server, and says once if it was not allowed to have what it should. */
    void check(long shimPid, int wanted) {
        if (!checked.compareAndSet(false, true)) {
            return;
        }
        OptionalInt found = of(Long.toString(shimPid));
        if (found.isPresent() && found.getAsInt() != wanted) {
            LOG.atWarn()
                    .addKeyValue("wanted", wanted)
                    .addKeyValue("found", found.getAsInt())
                    .log("oom_score_adj of shims cannot be set");
        }
    }

    private static OptionalInt of(String process) {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(PROC.resolve(process).resolve("oom_score_adj"))
                            .strip()));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }
}
