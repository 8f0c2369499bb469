package io.caisson.runc;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.OciRuntimes;
import io.caisson.api.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds OCI runtimes in the server's PATH. Each name has a directory of its own for the runtime's state,
 * {@code <state-dir>/.runtime/<name>-<hash>}, which does not depend on where the binary lies: an upgrade that moves the
 * binary still finds its containers. Safe for many threads.
 */
@Component
public final class PathRuntimes implements OciRuntimes {
    /** What execvp(3) and runc use where there is no PATH. */
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What a runtime needs of our environment: programs (criu, hooks) and, with systemd's cgroups, the bus. */
    private static final List<String> PASSED_ON =
            List.of("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS");

    private static final List<String> OURS = List.of("root", "log", "log-format");

    private final Kernel kernel;
    private final Scratch scratch;
    private final ShortCalls calls;
    private final VersionCache versions = new VersionCache();
    private final String path;

    @Activate
    public PathRuntimes(@Reference Kernel kernel, @Reference ServerSettings settings) {
        this(kernel, settings.stateDir(), System.getenv());
    }

    /** @param environment of the server */
    PathRuntimes(Kernel kernel, Path stateDir, Map<String, String> environment) {
        this.kernel = kernel;
        this.path = environment.getOrDefault("PATH", DEFAULT_PATH);
        this.scratch = new Scratch(stateDir.resolve(".runtime"));
        this.calls = new ShortCalls(kernel, scratch, passedOn(environment, path));
        scratch.prepare();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CaissonException INVALID_ARGUMENT {@code runtime.name-invalid} for an empty name or a relative path;
     *     INVALID_ARGUMENT {@code runtime.args-invalid} for a global argument that is ours: root, log, log-format
     */
    @Override
    public OciRuntime require(String nameOrPath, List<String> args) {
        args.forEach(PathRuntimes::checkArgument);
        Path binary = find(nameOrPath);
        Path root = scratch.root(rootName(nameOrPath));
        return new CommandLineRuntime(nameOrPath, binary, args, root, kernel, calls, versions);
    }

    private Path find(String nameOrPath) {
        List<Path> candidates = candidates(nameOrPath);
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        List<String> looked = new ArrayList<>();
        for (Path candidate : candidates) {
            looked.add(Files.exists(candidate) ? candidate + " (not an executable file)" : candidate.toString());
        }
        throw new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "runtime.not-found",
                "runtime \"" + Words.oneLine(nameOrPath) + "\" not found; looked at " + String.join(", ", looked),
                Map.of("runtime", nameOrPath, "path", path));
    }

    private List<Path> candidates(String nameOrPath) {
        try {
            if (nameOrPath.startsWith("/")) {
                return List.of(Path.of(nameOrPath));
            }
            if (nameOrPath.isBlank() || nameOrPath.contains("/")) {
                throw invalidName(nameOrPath, null);
            }
            List<Path> candidates = new ArrayList<>();
            for (String directory : path.split(":")) {
                // A relative entry would mean another program after each change of directory.
                if (directory.startsWith("/")) {
                    candidates.add(Path.of(directory, nameOrPath));
                }
            }
            return candidates;
        } catch (InvalidPathException e) {
            throw invalidName(nameOrPath, e);
        }
    }

    private static CaissonException invalidName(String nameOrPath, Exception cause) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT,
                "runtime.name-invalid",
                "runtime must be a name or an absolute path, but is \"" + Words.oneLine(nameOrPath) + "\"",
                Map.of("runtime", nameOrPath),
                cause);
    }

    private static void checkArgument(String argument) {
        String option = argument.replaceFirst("^--?", "").replaceFirst("=.*", "");
        if (argument.startsWith("-") && OURS.contains(option)) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "runtime.args-invalid",
                    "runtime argument " + Words.oneLine(argument) + " is set by the server itself",
                    Map.of("argument", argument));
        }
    }

    private static String rootName(String nameOrPath) {
        String last = nameOrPath.substring(nameOrPath.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        String readable = last.substring(0, Math.min(last.length(), 32));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(nameOrPath.getBytes(StandardCharsets.UTF_8));
            return readable + "-" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, String> passedOn(Map<String, String> environment, String path) {
        Map<String, String> passed = new HashMap<>();
        passed.put("PATH", path);
        for (String name : PASSED_ON) {
            if (environment.containsKey(name)) {
                passed.put(name, environment.get(name));
            }
        }
        return passed;
    }
}
