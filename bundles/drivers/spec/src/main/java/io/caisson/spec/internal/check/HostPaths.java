package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.upgrade.MountRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * What a document names on the host: made absolute against the caller's OCI bundle, because the runtime is given a private
 * one, and looked at, because a runtime finds out only when namespaces and cgroups are there already.
 */
public final class HostPaths {
    private final Path ociBundle;
    private final Problems problems;

    /** @param ociBundle absolute */
    public HostPaths(Path ociBundle, Problems problems) {
        this.ociBundle = ociBundle;
        this.problems = problems;
    }

    /** Makes paths of a document absolute, in place, and adds to the problems what is not there as it must be. */
    public void settle(ObjectValue config) {
        config.object("root").ifPresent(this::settleRoot);
        config.array("mounts")
                .ifPresent(mounts -> mounts.objects().filter(MountRules::isBind).forEach(this::settleSource));
        config.object("hooks")
                .ifPresent(hooks -> HooksShape.ON_HOST.forEach(kind -> hooks.array(kind).stream()
                        .flatMap(ArrayValue::objects)
                        .forEach(hook -> checkHook(hook, "hooks." + kind + ".items.path"))));
        config.object("linux")
                .flatMap(linux -> linux.array("namespaces"))
                .ifPresent(namespaces -> namespaces.objects().forEach(this::checkNamespace));
    }

    /** runc refuses a root that is a symbolic link or lies below one, so the links above it are resolved here. */
    private void settleRoot(ObjectValue root) {
        root.get("path", TextValue.class)
                .filter(text -> !text.text().isEmpty())
                .ifPresent(text -> path(text, "root.path").ifPresent(path -> {
                    Path given = ociBundle.resolve(path);
                    if (Files.isSymbolicLink(given)) {
                        problems.add(text, "root.path.symlink", "must not be a symbolic link, but is " + text.shown());
                    } else if (!Files.isDirectory(given)) {
                        problems.add(
                                text, "root.path.directory", "must be a directory, but " + text.shown() + " is none");
                    } else {
                        realPath(given, text).ifPresent(real -> root.put("path", real.toString()));
                    }
                }));
    }

    private Optional<Path> realPath(Path directory, TextValue at) {
        try {
            return Optional.of(directory.toRealPath());
        } catch (IOException e) {
            problems.add(at, "root.path.directory", "must be a directory that can be reached, but is " + at.shown());
            return Optional.empty();
        }
    }

    private void settleSource(ObjectValue mount) {
        mount.get("source", TextValue.class)
                .ifPresent(text -> path(text, "mounts.items.source").ifPresent(path -> {
                    Path source = ociBundle.resolve(path);
                    if (Files.exists(source)) {
                        mount.put("source", source.toString());
                    } else {
                        problems.add(
                                text, "mounts.items.source.exists", "must exist on the host, but is " + text.shown());
                    }
                }));
    }

    private void checkHook(ObjectValue hook, String rule) {
        hook.get("path", TextValue.class)
                .filter(text -> text.text().startsWith("/"))
                .ifPresent(text -> path(text, rule).ifPresent(path -> {
                    if (!Files.isRegularFile(path)) {
                        problems.add(
                                text, rule + ".file", "must be a file of the host, but " + text.shown() + " is none");
                    } else if (!Files.isExecutable(path)) {
                        problems.add(text, rule + ".executable", "must be executable, but is " + text.shown());
                    } else if (isWritableByAll(path)) {
                        problems.add(text, rule + ".writable", "must not be writable by all, but is " + text.shown());
                    }
                }));
    }

    private static boolean isWritableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return true; // gone since, or hidden: not to be trusted
        }
    }

    private void checkNamespace(ObjectValue namespace) {
        namespace
                .get("path", TextValue.class)
                .filter(text -> text.text().startsWith("/"))
                .ifPresent(text -> path(text, "linux.namespaces.items.path").ifPresent(path -> {
                    if (!Files.exists(path)) {
                        String message = "must exist on the host, but is " + text.shown();
                        problems.add(text, "linux.namespaces.items.path.exists", message);
                    }
                }));
    }

    /** {@return the path; nothing for a text that can be none here} */
    private Optional<Path> path(TextValue text, String rule) {
        try {
            return Optional.of(Path.of(text.text()));
        } catch (InvalidPathException e) {
            if (text.text().indexOf('\0') < 0) {
                problems.add(
                        text, rule + ".encoding", "must be a path in this server's locale, but is " + text.shown());
            }
            return Optional.empty();
        }
    }
}
