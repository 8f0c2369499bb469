package io.caisson.api.runtime;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Finds OCI runtimes. Safe for many threads. */
@ProviderType
public interface OciRuntimes {
    /**
     * {@return the runtime of a name, looked up in the server's PATH, or of an absolute path}
     *
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code runtime.not-found} naming the places
     *     looked at
     */
    OciRuntime require(String nameOrPath, List<String> args);
}
