package io.caisson.runc;

import io.caisson.api.container.ContainerId;
import io.caisson.api.runtime.CheckpointOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command lines of one runtime. Only spellings that both runc and crun take: long options before the container, and
 * {@code --} before it, so that no id is ever read as an option. Immutable.
 */
final class Arguments {
    private final Path binary;
    private final List<String> global;
    private final Path root;

    /**
     * @param global given before the verb, before ours
     * @param root the runtime's own state
     */
    Arguments(Path binary, List<String> global, Path root) {
        this.binary = binary;
        this.global = List.copyOf(global);
        this.root = root;
    }

    List<String> create(
            ContainerId id, Path ociBundle, Path pidFile, Path logFile, Optional<Path> consoleSocket, boolean noPivot) {
        return line(logFile, Verb.CREATE)
                .option("--bundle", ociBundle)
                .option("--pid-file", pidFile)
                .optional("--console-socket", consoleSocket)
                .flag("--no-pivot", noPivot)
                .container(id);
    }

    List<String> exec(ContainerId id, Path processFile, Path pidFile, Path logFile, Optional<Path> consoleSocket) {
        return line(logFile, Verb.EXEC)
                .flag("--detach", true)
                .option("--process", processFile)
                .option("--pid-file", pidFile)
                .optional("--console-socket", consoleSocket)
                .container(id);
    }

    List<String> restore(
            ContainerId id,
            Path ociBundle,
            CheckpointOptions options,
            Path pidFile,
            Path logFile,
            Optional<Path> consoleSocket,
            boolean noPivot) {
        return line(logFile, Verb.RESTORE)
                .flag("--detach", true)
                .option("--bundle", ociBundle)
                .option("--pid-file", pidFile)
                .optional("--console-socket", consoleSocket)
                .flag("--no-pivot", noPivot)
                .checkpoint(options)
                .container(id);
    }

    List<String> checkpoint(ContainerId id, CheckpointOptions options, Path logFile) {
        return line(logFile, Verb.CHECKPOINT)
                .flag("--leave-running", options.leaveRunning())
                .checkpoint(options)
                .container(id);
    }

    List<String> kill(ContainerId id, int signal, boolean all, Path logFile) {
        List<String> argv =
                new ArrayList<>(line(logFile, Verb.KILL).flag("--all", all).container(id));
        argv.add(Integer.toString(signal));
        return argv;
    }

    List<String> delete(ContainerId id, boolean force, Path logFile) {
        return line(logFile, Verb.DELETE).flag("--force", force).container(id);
    }

    List<String> ps(ContainerId id, Path logFile) {
        return line(logFile, Verb.PS).option("--format", "json").container(id);
    }

    List<String> stats(ContainerId id, Path logFile) {
        return line(logFile, Verb.EVENTS).flag("--stats", true).container(id);
    }

    /** The resources are read from standard input. */
    List<String> update(ContainerId id, Path logFile) {
        return line(logFile, Verb.UPDATE).option("--resources", "-").container(id);
    }

    List<String> list(Path logFile) {
        return line(logFile, Verb.LIST).option("--format", "json").end();
    }

    /** A verb that takes nothing but a container: start, state, pause, resume. */
    List<String> plain(Verb verb, ContainerId id, Path logFile) {
        return line(logFile, verb).container(id);
    }

    List<String> features(Path logFile) {
        return line(logFile, Verb.FEATURES).end();
    }

    List<String> version() {
        return List.of(binary.toString(), "--version");
    }

    private Line line(Path logFile, Verb verb) {
        List<String> argv = new ArrayList<>();
        argv.add(binary.toString());
        argv.addAll(global);
        Line line =
                new Line(argv).option("--root", root).option("--log", logFile).option("--log-format", "json");
        argv.add(verb.word());
        return line;
    }

    /** A command line that grows. */
    private record Line(List<String> argv) {
        Line flag(String name, boolean given) {
            if (given) {
                argv.add(name);
            }
            return this;
        }

        Line option(String name, Object value) {
            argv.add(name);
            argv.add(value.toString());
            return this;
        }

        Line optional(String name, Optional<Path> value) {
            return value.isPresent() ? option(name, value.get()) : this;
        }

        Line checkpoint(CheckpointOptions options) {
            option("--image-path", options.imagePath());
            option("--work-path", options.workPath());
            flag("--shell-job", options.shellJob());
            flag("--tcp-established", options.tcpEstablished());
            flag("--ext-unix-sk", options.unixSockets());
            options.emptyNamespaces().forEach(namespace -> option("--empty-ns", namespace));
            return this;
        }

        List<String> container(ContainerId id) {
            argv.add("--");
            argv.add(id.value());
            return argv;
        }

        List<String> end() {
            return argv;
        }
    }
}
