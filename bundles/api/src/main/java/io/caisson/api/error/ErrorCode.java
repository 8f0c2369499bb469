package io.caisson.api.error;

/** What the caller may do about a failure. The same codes at every layer; each door has its own table of them. */
public enum ErrorCode {
    /** Wrong whatever the state; do not repeat. */
    INVALID_ARGUMENT,
    /** No such container, process or file. */
    NOT_FOUND,
    /** The id is taken. */
    ALREADY_EXISTS,
    /** Wrong state: someone must change it first. */
    FAILED_PRECONDITION,
    /** Lost a race: read again and repeat the whole. */
    ABORTED,
    /** A role, a cgroup or the kernel said no. */
    PERMISSION_DENIED,
    /** Something is full; repeat later. */
    RESOURCE_EXHAUSTED,
    /** Not now; repeat later. */
    UNAVAILABLE,
    /** Too late and the outcome is unknown: read the state first. */
    DEADLINE_EXCEEDED,
    /** This kernel or runtime cannot. */
    UNIMPLEMENTED,
    /** Something on disk is broken. */
    DATA_LOSS,
    /** A fault of ours. */
    INTERNAL
}
