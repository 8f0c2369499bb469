package io.caisson.api.container;

/** What happens to a container whose shim was killed. */
public enum ShimLossPolicy {
    /** It runs on; the server watches it by pidfd. */
    KEEP,
    /** It is killed, as containerd 0.2 does. */
    KILL
}
