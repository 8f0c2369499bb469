/**
 * OCI runtimes (runc, crun, ...): their commands, answers and failures. Not here: processes that outlive a command,
 * which are in {@code shim}. Start at {@link io.caisson.api.runtime.OciRuntimes}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.runtime;
