/**
 * Logs of containers: lines with time, stream and tag in files that are changed by size.
 *
 * <p>Here: the format, the files and their change, writing for as long as others or a full disk let it, reading over all
 * files. Not here: the pumps that bring the bytes, which are in shims. Offsets and sizes are bytes. Start at
 * {@link io.caisson.logs.internal.LogFiles}.
 */
package io.caisson.logs.internal;
