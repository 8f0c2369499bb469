/**
 * The service {@link io.caisson.api.spec.SpecService}: files of an OCI bundle in, a canonical document out.
 *
 * <p>Here: the order of the steps, and reading the files. Not here: JSON, old versions, checks; each has a package below.
 * Nothing is run and no file written. Safe for many threads. Start at {@link io.caisson.spec.internal.OciSpecService}.
 */
package io.caisson.spec.internal;
