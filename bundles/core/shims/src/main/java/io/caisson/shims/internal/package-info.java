/**
 * The shim manager: starts shims, takes hold of running ones, reads their records, pumps output, learns exits. What a shim
 * does is in {@link io.caisson.shims.internal.program}; native calls are behind the API's kernel. Safe for many threads.
 * Start at {@link io.caisson.shims.internal.DefaultShimManager}.
 */
package io.caisson.shims.internal;
