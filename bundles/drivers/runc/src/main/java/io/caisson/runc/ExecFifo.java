package io.caisson.runc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Starts a container of runc 1.0 or 1.1 without a process. Init waits in open(2) of {@code exec.fifo} until somebody reads;
 * {@code runc start} of these versions reads that FIFO and removes it, and does nothing else (libcontainer's
 * {@code linuxContainer.exec}; poststart hooks ran at create, startContainer hooks run in init). Wherever that is not
 * certain, {@link #start} declines and {@code runc start} has to do it.
 */
final class ExecFifo {
    private static final Pattern KNOWN = Pattern.compile("runc version 1\\.[01]\\.[0-9]+.*");
    private static final int O_RDONLY_NONBLOCK = 04000;
    private static final int STATE_BYTES = 4 * 1024 * 1024;
    private static final Duration LOOK_AT_INIT = Duration.ofMillis(50);
    private static final long PAUSE_NANOS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Kernel kernel;
    private final RuntimeCall call;
    private final Path fifo;
    private final Path state;

    /** @param containerDir where the runtime keeps that container */
    ExecFifo(Kernel kernel, RuntimeCall call, Path containerDir) {
        this.kernel = kernel;
        this.call = call;
        this.fifo = containerDir.resolve("exec.fifo");
        this.state = containerDir.resolve("state.json");
    }

    /** {@return whether a program with this version line is known to start by that FIFO alone} */
    static boolean isKnown(String versionLine) {
        return KNOWN.matcher(versionLine).matches();
    }

    /**
     * Lets init run.
     *
     * @return false when nothing was done, since this container is not plainly one that waits to be started
     * @throws CaissonException FAILED_PRECONDITION {@code runtime.not-running} when init died while we waited for it;
     *     DEADLINE_EXCEEDED {@code runtime.timeout}
     */
    boolean start(Deadline deadline) {
        try {
            JsonNode recorded = recorded();
            if (!isFifo() || hooksRunAtStart(recorded)) {
                return false;
            }
            long pid = recorded.path("init_process_pid").asLong();
            long startTicks = recorded.path("init_process_start").asLong();
            return pid > 0 && startInit(pid, startTicks, deadline);
        } catch (IOException unusual) {
            return false;
        }
    }

    private boolean startInit(long pid, long startTicks, Deadline deadline) throws IOException {
        try (Fd init = kernel.pidfdOpen(pid)) {
            // The number may be another process's by now; under an open pidfd it cannot change any more.
            boolean same = kernel.identify(pid)
                    .filter(found -> found.startTicks() == startTicks)
                    .isPresent();
            if (!same || kernel.pidfdEnded(init)) {
                return false;
            }
            try (Fd reader = kernel.open(fifo, O_RDONLY_NONBLOCK, 0)) {
                await(init, reader, deadline);
                return true;
            }
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A plain blocking open would wait for ever for an init that is dead: so both are watched. */
    private void await(Fd init, Fd reader, Deadline deadline) throws IOException {
        while (true) {
            boolean readable = kernel.awaitReadable(reader, deadline.atMost(LOOK_AT_INIT));
            boolean ended = kernel.pidfdEnded(init);
            if (kernel.read(reader, ByteBuffer.allocate(16)) > 0) {
                Files.deleteIfExists(fifo);
                return;
            }
            if (ended) {
                throw failure(ErrorCode.FAILED_PRECONDITION, "runtime.not-running", "init died before it was started");
            }
            if (readable) {
                // Hung up without a byte: somebody else took it, or init is about to end.
                if (!isFifo()) {
                    throw failure(
                            ErrorCode.FAILED_PRECONDITION,
                            "runtime.already-started",
                            "it was started by somebody else");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (deadline.hasPassed()) {
                throw failure(ErrorCode.DEADLINE_EXCEEDED, "runtime.timeout", "init did not answer by the deadline");
            }
        }
    }

    private boolean isFifo() throws IOException {
        // Neither file, directory nor link: in a directory that only runc writes to, of that name, it is the FIFO.
        return Files.exists(fifo, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(fifo, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
    }

    private JsonNode recorded() throws IOException {
        try (InputStream in = Files.newInputStream(state)) {
            return JSON.readTree(in.readNBytes(STATE_BYTES));
        }
    }

    private static boolean hooksRunAtStart(JsonNode recorded) {
        JsonNode config = recorded.path("config");
        JsonNode hooks = config.path("Hooks");
        return !config.isObject() || isGiven(hooks.path("poststart")) || isGiven(hooks.path("startContainer"));
    }

    private static boolean isGiven(JsonNode hooks) {
        return !hooks.isMissingNode() && !hooks.isNull() && !(hooks.isArray() && hooks.isEmpty());
    }

    private CaissonException failure(ErrorCode code, String reason, String what) {
        String about = call.container().map(id -> " of container " + id).orElse("");
        return new CaissonException(code, reason, "start" + about + " failed: " + what, call.details());
    }
}
