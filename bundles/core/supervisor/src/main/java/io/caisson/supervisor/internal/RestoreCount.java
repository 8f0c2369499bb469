package io.caisson.supervisor.internal;

import io.caisson.api.container.RestoreProgress;

/** Counts what is taken up. Safe for many threads. */
final class RestoreCount {
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
    }

    synchronized RestoreProgress progress() {
        return new RestoreProgress(done, found, listed && done >= found);
    }
}
