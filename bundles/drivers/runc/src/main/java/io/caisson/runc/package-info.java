/**
 * OCI runtimes by their command lines: argv, short calls under a deadline, answers, and the meaning of their failures.
 *
 * <p>Not here: processes that outlive a command (the shim runs {@code create}, {@code exec} and {@code restore}), and what
 * the server does about a failure. Safe for many threads; nothing is kept but the versions of binaries. Start at
 * {@link io.caisson.runc.PathRuntimes}, then {@link io.caisson.runc.internal.RuntimeFailure}.
 */
package io.caisson.runc;
