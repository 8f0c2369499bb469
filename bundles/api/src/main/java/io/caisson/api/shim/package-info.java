/**
 * Shims: one small process per container init or exec that outlives the server and records exits. Start at
 * {@link io.caisson.api.shim.ShimManager}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.shim;
