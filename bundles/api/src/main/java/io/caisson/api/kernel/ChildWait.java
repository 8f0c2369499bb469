package io.caisson.api.kernel;

/** What waiting for one child without blocking gave. */
public sealed interface ChildWait {
    /** It lives. */
    record Alive() implements ChildWait {}

    /** It ended and was reaped now. @param waitStatus as wait4(2) gives it */
    record Ended(int waitStatus) implements ChildWait {}

    /** It is no child of this process, or was reaped before. */
    record NotOurs() implements ChildWait {}
}
