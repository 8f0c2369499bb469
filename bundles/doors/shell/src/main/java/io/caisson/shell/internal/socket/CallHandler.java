package io.caisson.shell.internal.socket;

import io.caisson.ctr.wire.Hello;
import io.caisson.shell.internal.command.Invocation;

/** Does what a first frame asks for. */
@FunctionalInterface
public interface CallHandler {
    /** {@return the exit code, 0 to 255} */
    int run(Hello hello, Invocation io);
}
