/**
 * Measures the packaged server beside bare runc, in interleaved blocks of one run. No pass or fail here: numbers, how
 * often each was taken, and on what machine. Times are in milliseconds unless a name says otherwise. Needs root, runc and
 * busybox-static. Start at {@link io.caisson.bench.Bench}.
 */
package io.caisson.bench;
