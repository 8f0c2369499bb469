/**
 * Log files of containers: the bytes of their output, as they came.
 *
 * <p>Here: one plain file per container below the server's log directory. Not here: the pumps that bring the bytes, which
 * are in shims. Offsets and sizes are bytes. Writers and readers are for one thread at a time. Start at
 * {@link io.caisson.logs.internal.LogFiles}.
 */
package io.caisson.logs.internal;
