/**
 * The only code of the server that calls the kernel natively: {@link io.caisson.api.kernel.Kernel} through jnr-ffi and
 * jnr-posix, x86-64 and aarch64, glibc 2.34 or later. No policy, no knowledge of containers. Sizes are bytes, signals,
 * flags and pids the kernel's numbers. Every class is safe for many threads unless it says otherwise. Start at
 * {@link io.caisson.linux.LinuxKernel}.
 *
 * <p>jffi loads its native library once per class loader: the OSGi bundle carries {@code jni/x86_64-Linux} and
 * {@code jni/aarch64-Linux}, of which jffi finds one by {@code getResource}, unpacks it to {@code java.io.tmpdir} (else
 * to the working directory) and deletes the file once it is loaded. Where that directory is mounted noexec, name a
 * directory that holds {@code libjffi-1.2.so} in the system property {@code jffi.boot.library.path} (nothing is unpacked
 * then), or another place to unpack to in {@code jffi.extract.dir}.
 */
package io.caisson.linux;
