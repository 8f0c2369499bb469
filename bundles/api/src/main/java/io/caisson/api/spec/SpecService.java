package io.caisson.api.spec;

import io.caisson.api.container.ExecRequest;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Reads, checks, upgrades and writes OCI documents. Runs nothing, writes no file. Safe for many threads. */
@ProviderType
public interface SpecService {
    /**
     * Reads {@code config.json} of an OCI bundle (and {@code runtime.json} of one before 0.3.0).
     *
     * @param ociBundle absolute; opened once, no symbolic link followed at its last part
     * @param defaultCgroupsPath given to a document that names no cgroup
     * @throws SpecInvalidException all mistakes, with pointers into the caller's document
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code oci-bundle.missing} or {@code spec.missing};
     *     INVALID_ARGUMENT {@code oci-bundle.unusable}
     */
    PreparedSpec prepare(Path ociBundle, String defaultCgroupsPath);

    /** {@return a config.json to begin with, as {@code runc spec} writes one} */
    String template();

    /**
     * {@return the OCI process object for {@code exec}}
     *
     * @param canonical the container's document, for what the request leaves out
     * @throws SpecInvalidException when the request has mistakes
     */
    String execProcess(String canonical, ExecRequest request);
}
