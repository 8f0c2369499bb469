package io.caisson.api.container;

/**
 * How far a server that has started is with the containers of an earlier one. Immutable.
 *
 * @param done containers taken up, or given up for the moment because they do not respond; at most {@code found}
 * @param found containers seen in the state directory so far
 * @param complete whether the state directory was read and all in it are done
 */
public record RestoreProgress(int done, int found, boolean complete) {
    /** {@return {@code READY}, or {@code RESTORING done/found}} */
    public String text() {
        return complete ? "READY" : "RESTORING " + done + "/" + found;
    }

    /** {@return containers that are not done; at least 1 until {@link #complete}} */
    public int remaining() {
        return complete ? 0 : Math.max(1, found - done);
    }
}
