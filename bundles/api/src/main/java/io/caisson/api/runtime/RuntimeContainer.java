package io.caisson.api.runtime;

import java.nio.file.Path;

/**
 * What a runtime says about a container.
 *
 * @param status OCI's word, or {@code paused}
 * @param pid host pid of init; 0 when stopped
 * @param ociBundle the OCI bundle that the runtime was given
 */
public record RuntimeContainer(String id, String status, long pid, Path ociBundle) {}
