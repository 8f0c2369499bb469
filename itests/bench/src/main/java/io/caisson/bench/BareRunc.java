package io.caisson.bench;

import io.caisson.api.container.ContainerId;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * runc as a person's script would call it, only faster: by posix_spawn from this warm process, not by a shell and not by
 * {@link ProcessBuilder}, which costs about 9 ms more. Waits by pidfd, so nothing is polled. This process must be a
 * subreaper: then a container's first process is our child once {@code runc create} has ended.
 */
final class BareRunc implements Side, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_OUTPUT_BYTES = 16 * 1024;

    private final Kernel kernel;
    private final Path program;
    private final Path root;
    private final Map<String, String> environment;
    private final ConcurrentMap<String, Fd> inits = new ConcurrentHashMap<>();
    private final Set<String> present = ConcurrentHashMap.newKeySet();

    /** @param root a directory for runc's own state, made if need be */
    BareRunc(Kernel kernel, Path program, Path root) {
        this.kernel = kernel;
        this.program = program;
        this.root = root;
        this.environment = Map.of("PATH", System.getenv("PATH"));
    }

    @Override
    public String name() {
        return "runc";
    }

    @Override
    public void create(String id, Path ociBundle) {
        present.add(id);
        Path pidFile = ociBundle.resolve(new ContainerId(id).value() + ".pid");
        run("create", "--bundle", ociBundle.toString(), "--pid-file", pidFile.toString(), id);
        try {
            inits.put(id, kernel.pidfdOpen(Long.parseLong(Files.readString(pidFile))));
            Files.delete(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start(String id) {
        run("start", id);
    }

    @Override
    public void kill(String id) {
        run("kill", id, "KILL");
    }

    @Override
    public void awaitEnd(String id) {
        try (Fd init = inits.remove(id)) {
            if (!kernel.awaitReadable(init, Deadline.after(LIMIT))) {
                throw new IllegalStateException(id + " does not end");
            }
            kernel.waitChild(init);
        }
    }

    @Override
    public void delete(String id) {
        run("delete", id);
        present.remove(id);
    }

    /** Removes whatever a failure left. */
    @Override
    public void close() {
        Set.copyOf(present).forEach(id -> run("delete", "--force", id));
        inits.values().forEach(Fd::close);
    }

    private void run(String... args) {
        List<String> argv = new ArrayList<>(List.of(program.toString(), "--root", root.toString()));
        argv.addAll(List.of(args));
        CommandResult result = kernel.run(
                new Command(argv, environment, Path.of("/"), new byte[0], MAX_OUTPUT_BYTES), Deadline.after(LIMIT));
        if (result.waitStatus() != 0) {
            throw new IllegalStateException("wait status " + result.waitStatus() + " of " + argv + ": "
                    + new String(result.stderr(), StandardCharsets.UTF_8));
        }
    }
}
