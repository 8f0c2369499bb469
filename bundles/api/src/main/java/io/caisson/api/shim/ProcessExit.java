package io.caisson.api.shim;

import io.caisson.api.container.ExitStatus;

/** The end of a process and who told it. */
public record ProcessExit(ExitStatus status, Source source) {
    /** Who told. */
    public enum Source {
        /** The shim's record on disk. */
        RECORD,
        /** The kernel, to the server: the shim was killed. */
        KERNEL,
        /** Nobody: shim and server were both gone. */
        LOST
    }
}
