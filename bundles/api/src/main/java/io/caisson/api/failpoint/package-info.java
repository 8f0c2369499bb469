/**
 * Named instants of the server at which a test may let it die, fail or wait. Off unless the system property
 * {@code caisson.failpoints} is set, and then nothing is left of them. Safe for many threads.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.failpoint;
