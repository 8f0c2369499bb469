package io.caisson.supervisor.internal;

import io.caisson.api.container.RestoreProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is taken up. Safe for many threads. */
final class RestoreCount {
    private static final Logger log = LoggerFactory.getLogger(RestoreCount.class);

    private final long begin = System.nanoTime();
    private int found; // guarded by this, as all
    private int done;
    private boolean listed;

    /** The state directory has been read. */
    synchronized void listed(int directories) {
        found = directories;
        listed = true;
    }

    synchronized void done() {
        done++;
        if (listed && done == found) {
            log.atInfo()
                    .addKeyValue("containers", found)
                    .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                    .log("all that an earlier server left has been looked at");
        }
    }

    synchronized RestoreProgress progress() {
        return new RestoreProgress(done, found, listed && done >= found);
    }
}
