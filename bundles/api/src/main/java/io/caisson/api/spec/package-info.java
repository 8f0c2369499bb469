/**
 * OCI config.json: read, checked, upgraded and written canonically. Start at {@link io.caisson.api.spec.SpecService}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.spec;
