package io.caisson.supervisor.internal;

import io.caisson.testkit.host.FakeRuntime;

/** The same laws with the fake runtime: where it stands in for runc, it must be like runc. Needs root. */
class FakeRuntimeContractTest extends RealRuntimeContractTest {
    @Override
    String runtime() {
        return FakeRuntime.in(dir).toString();
    }
}
