/**
 * What a document must be: one shape per part of OCI runtime-spec 1.0.2 to 1.3, and what parts must be to each other.
 *
 * <p>Here: shapes, which are declared and combined, and checks that look at the host. Not here: old shapes; documents are
 * upgraded before. A rule's name is the place in the document, followed by what is wrong unless it is the type. Shapes are
 * immutable and safe for many threads. Sizes are bytes. Start at {@link io.caisson.spec.internal.check.ConfigShape}.
 */
package io.caisson.spec.internal.check;
