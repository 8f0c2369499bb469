/**
 * Deadlines: one budget goes down a call, so that nested calls can only shorten it. Immutable, safe for any thread.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.time;
