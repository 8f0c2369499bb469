package io.caisson.cgroups;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Path of a cgroup below each hierarchy's mount point, checked: it cannot mean the hierarchy's root or anything outside.
 *
 * @param relative without the leading slash
 */
record CgroupPath(Path relative) {
    /**
     * {@return the path meant by {@code linux.cgroupsPath}}
     *
     * @throws CaissonException INVALID_ARGUMENT {@code cgroup.path-invalid} when it is not absolute, is the root, or has a
     *     part {@code .} or {@code ..}
     */
    static CgroupPath of(String cgroupsPath) {
        try {
            Path path = Path.of(cgroupsPath);
            if (!path.isAbsolute() || path.getNameCount() == 0 || !path.equals(path.normalize())) {
                throw invalid(cgroupsPath, null);
            }
            return new CgroupPath(path.getRoot().relativize(path));
        } catch (InvalidPathException e) {
            throw invalid(cgroupsPath, e);
        }
    }

    private static CaissonException invalid(String cgroupsPath, Exception cause) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT,
                "cgroup.path-invalid",
                "cgroups path must be absolute, below the root and without . and .., but is \""
                        + cgroupsPath.replaceAll("\\p{Cntrl}", "?") + "\"",
                Map.of("cgroupsPath", cgroupsPath),
                cause);
    }

    @Override
    public String toString() {
        return "/" + relative;
    }
}
