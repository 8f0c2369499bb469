package io.caisson.testkit.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a command ended.
 *
 * @param status exit status
 * @param out all of its standard output
 * @param err all of its standard error
 */
public record Outcome(List<String> command, int status, String out, String err) {
    /** Runs a command with nothing on its standard input; kills it and fails when it takes longer than the limit. */
    public static Outcome of(List<String> command, Duration limit) {
        try {
            // Files, not pipes: a grandchild that keeps a pipe open would make us wait for it.
            Path out = Files.createTempFile("outcome", ".out");
            Path err = Files.createTempFile("outcome", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("still running after " + limit + ": " + command + "\n"
                            + Files.readString(out) + Files.readString(err));
                }
                return new Outcome(
                        List.copyOf(command), process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** {@return the standard output, if the status is 0; fails with everything otherwise} */
    public String ok() {
        if (status != 0) {
            throw new AssertionError("status " + status + " of " + command + "\n" + out + err);
        }
        return out;
    }
}
