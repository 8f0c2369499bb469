package io.caisson.spec.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One container run by a real runtime until it is closed; leaves nothing behind. Needs root. */
final class RuntimeRun implements AutoCloseable {
    private static final int MOST_SECONDS = 30;
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final List<String> runtime;
    private final String id;
    private final String cgroupsPath;
    private final Process process;
    private final Map<String, String> told = new LinkedHashMap<>();

    /** Starts the container and reads its lines {@code key: value} up to one that says {@code done}. */
    RuntimeRun(String runtime, Path state, Path ociBundle, String id, String cgroupsPath) throws IOException {
        this.runtime = command(runtime, state);
        this.id = id;
        this.cgroupsPath = cgroupsPath;
        this.process = new ProcessBuilder(with("run", "--bundle", ociBundle.toString(), id))
                .redirectErrorStream(true)
                .start();
        boolean isDone = false;
        List<String> other = new ArrayList<>();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null && !isDone; line = isDone ? null : output.readLine()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                told.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else {
                other.add(line);
            }
            isDone = line.equals("done");
        }
        if (!isDone) {
            AssertionError failure = new AssertionError(runtime + " did not run the container: " + told + other);
            try (this) {
                throw failure;
            }
        }
    }

    /** crun 1.8 refuses cgroup v1 with a cgroup2 mount beside it, so that mount is hidden from it. */
    private static List<String> command(String runtime, Path state) {
        return runtime.equals("crun")
                ? List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "umount /sys/fs/cgroup/unified 2>/dev/null; exec \"$@\"",
                        "sh",
                        "crun",
                        "--root",
                        state.toString())
                : List.of(runtime, "--root", state.toString());
    }

    /** {@return what the process said from inside} */
    String told(String key) {
        return told.getOrDefault(key, "not told");
    }

    /** {@return a file of the container's cgroup of version 1} */
    String cgroup(String controller, String file) throws IOException {
        return Files.readString(CGROUPS.resolve(controller + cgroupsPath).resolve(file))
                .strip();
    }

    /** {@return what a further process, given as a file, says and on which it ends} */
    String exec(Path process) throws IOException, InterruptedException {
        Process exec = new ProcessBuilder(with("exec", "--process", process.toString(), id))
                .redirectErrorStream(true)
                .start();
        String output = new String(exec.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + exec.waitFor();
    }

    @Override
    public void close() throws IOException {
        run("kill", id, "KILL");
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        run("delete", "--force", id);
        try (var controllers = Files.newDirectoryStream(CGROUPS)) {
            for (Path controller : controllers) {
                Path cgroup = Path.of(controller + cgroupsPath);
                Files.deleteIfExists(cgroup); // crun leaves it when it could not run the container
                Files.deleteIfExists(cgroup.getParent());
            }
        }
    }

    private void run(String... arguments) throws IOException {
        Process command = new ProcessBuilder(with(arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!command.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                command.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> with(String... arguments) {
        List<String> all = new ArrayList<>(runtime);
        all.addAll(List.of(arguments));
        return all;
    }
}
