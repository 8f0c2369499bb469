/**
 * Fakes of the API's services that live in memory, and contract tests that the fakes and the real services both pass.
 * Not here: anything that needs a kernel, a runtime or OSGi. Everything public is safe for many threads unless it says
 * otherwise. Start at {@link io.caisson.testkit.FakeContainers}.
 */
package io.caisson.testkit;
