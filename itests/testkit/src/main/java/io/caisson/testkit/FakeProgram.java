package io.caisson.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a process of {@link FakeContainers} does. Runs on a thread of its own. */
@FunctionalInterface
public interface FakeProgram {
    /** Runs until it is killed or a test ends it. */
    FakeProgram FOREVER = process -> {
        process.awaitEnd();
        return 0;
    };

    /** Writes standard input to standard output until it ends. */
    FakeProgram CAT = process -> {
        for (Optional<byte[]> read = process.read(); read.isPresent(); read = process.read()) {
            process.writeStdout(read.get());
        }
        return 0;
    };

    /** {@return the exit code} */
    int run(FakeProcess process) throws InterruptedException;

    /** {@return a program that writes to both streams and ends} */
    static FakeProgram printing(String stdout, String stderr, int code) {
        return process -> {
            process.writeStdout(stdout.getBytes(StandardCharsets.UTF_8));
            process.writeStderr(stderr.getBytes(StandardCharsets.UTF_8));
            return code;
        };
    }

    /** {@return a program that ends at once} */
    static FakeProgram exiting(int code) {
        return process -> code;
    }
}
