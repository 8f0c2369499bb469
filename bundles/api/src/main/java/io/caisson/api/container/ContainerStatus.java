package io.caisson.api.container;

import java.util.Locale;

/** The one word of a container's state: OCI's words, {@code PAUSED}, and {@code UNKNOWN} for what cannot be taken up. */
public enum ContainerStatus {
    CREATING,
    CREATED,
    RUNNING,
    PAUSED,
    STOPPED,
    UNKNOWN;

    /** {@return the word in lower case, as on every wire} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
