/**
 * Documents of OCI runtime-spec 0.2 to 1.0.0-rc6, and what later ones may still say in two ways, rewritten as 1.0.2 says it.
 *
 * <p>Here: one class per part of the document, and the order of the rules. Not here: checks; a rule leaves alone what it
 * does not understand. Rules work in place, on one thread; values keep their origins. Sizes are bytes. Start at
 * {@link io.caisson.spec.internal.upgrade.Upgrade}.
 */
package io.caisson.spec.internal.upgrade;
