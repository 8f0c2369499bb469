/**
 * The server's main program: command line, directories, log, and an OSGi framework with what the features name.
 *
 * <p>Here: what must happen before and around OSGi. Not here: anything about containers, which are OSGi bundles. Plain
 * Java on the class path; each class is used by the main thread only unless it says otherwise. Sizes are MiB where
 * printed. Start at {@link io.caisson.launcher.Main}; {@link io.caisson.launcher.JmxUrl} is a second, tiny program.
 */
package io.caisson.launcher;
