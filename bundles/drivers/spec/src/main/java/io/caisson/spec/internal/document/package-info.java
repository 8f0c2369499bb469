/**
 * JSON documents whose values know where they stood in the caller's own files.
 *
 * <p>Here: the tree, its reader and writer, and the list of mistakes. Not here: anything that knows OCI. Trees are
 * mutable and belong to one thread; scalar values and origins are immutable. Sizes are bytes. Start at
 * {@link io.caisson.spec.internal.document.JsonReader}.
 */
package io.caisson.spec.internal.document;
