package io.caisson.api.server;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What the launcher was told. Does not change while the server runs. */
@ProviderType
public interface ServerSettings {
    /** {@return volatile state; absolute; exists, 0711; locked by this server} */
    Path stateDir();

    /** {@return what survives a reboot; absolute; exists, 0700} */
    Path rootDir();

    /** {@return logs; absolute; exists, 0700} */
    Path logDir();

    /** {@return name or absolute path of the default OCI runtime} */
    String runtime();

    /** {@return global arguments of the default runtime} */
    List<String> runtimeArgs();

    /** {@return the version of this server} */
    String version();
}
