/**
 * The one exception that crosses the API, its codes, and nothing else. Immutable, safe for any thread. Start at
 * {@link io.caisson.api.error.CaissonException}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.error;
