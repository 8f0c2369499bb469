/**
 * Calls into the Linux kernel that the JDK does not offer. No policy here. Sizes are bytes, signals and flags are the
 * kernel's numbers. Start at {@link io.caisson.api.kernel.Kernel}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.kernel;
