/**
 * A benchmark that anybody can repeat: the packaged server against bare runc, turn by turn on the same OCI bundle, so
 * that a busy machine slows both. Times are milliseconds, memory is KiB. Not here: microbenchmarks. Start at
 * {@link io.caisson.bench.Bench}.
 */
package io.caisson.bench;
