/**
 * What integration tests need on a real machine: the packaged server as a process, OCI bundles made of the host's own
 * programs, and an account of what was left behind. Needs root, runc, busybox-static and redis-server; what is missing is
 * a failure with a sentence. Start at {@link io.caisson.testkit.host.CaissonServer}.
 */
package io.caisson.testkit.host;
