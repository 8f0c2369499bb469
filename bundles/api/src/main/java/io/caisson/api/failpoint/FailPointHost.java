package io.caisson.api.failpoint;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What failpoints need of the operating system. Safe for many threads. */
@ProviderType
public interface FailPointHost {
    /** Ends this process by SIGKILL. Does not return. */
    void kill();

    /** Appends a line to a file; it is the kernel's when this returns, so that a kill after it does not lose it. */
    void append(String file, String line);

    /** {@return the text of a file if it was replaced since this was last asked, or asked for the first time} */
    Optional<String> replaced(String file);
}
