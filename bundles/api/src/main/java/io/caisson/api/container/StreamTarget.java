package io.caisson.api.container;

import java.nio.file.Path;

/** Where one standard stream of a process leads. */
public sealed interface StreamTarget {
    /** {@code /dev/null}. */
    record Null() implements StreamTarget {}

    /** A FIFO of ours that the server pumps: to the container's log, to attached clients, from attached clients. */
    record Server() implements StreamTarget {}

    /**
     * A file or FIFO of the caller's, given to the process as it is; nothing is copied.
     *
     * @param path absolute; must exist
     */
    record ClientPath(Path path) implements StreamTarget {}

    /**
     * A regular file that the process writes to its end, given to it as it is; made with mode 0600 if it is not there. A
     * symbolic link is refused. For output only.
     *
     * @param path absolute
     */
    record AppendedFile(Path path) implements StreamTarget {}
}
