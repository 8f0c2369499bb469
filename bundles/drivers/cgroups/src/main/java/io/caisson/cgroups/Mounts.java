package io.caisson.cgroups;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the hierarchies in a file of the format of {@code /proc/self/mountinfo} (proc(5)). Reads it at each call. */
final class Mounts {
    private static final int ID = 0;
    private static final int PARENT = 1;
    private static final int DEVICE = 2;
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int FIRST_OPTIONAL = 6;

    private final Path mountinfo;

    Mounts(Path mountinfo) {
        this.mountinfo = mountinfo;
    }

    /**
     * {@return each hierarchy that can be reached once, in the file's order; a mount of its root is preferred to one of
     * a part of it} One that another mount covers cannot: what is seen in its place may be plain files.
     *
     * @throws CaissonException INTERNAL {@code cgroup.mounts-unreadable}
     */
    List<Hierarchy> hierarchies() {
        Map<String, Candidate> byDevice = new LinkedHashMap<>();
        List<String[]> mounts = lines().stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > FIRST_OPTIONAL)
                .toList();
        for (String[] fields : mounts) {
            int separator = Arrays.asList(fields).indexOf("-");
            if (separator < FIRST_OPTIONAL || fields.length < separator + 2) {
                continue;
            }
            String type = fields[separator + 1];
            if ((type.equals("cgroup2") || type.equals("cgroup")) && !hidden(fields, mounts)) {
                boolean whole = fields[ROOT].equals("/");
                Hierarchy found = hierarchy(fields, separator, type.equals("cgroup2"));
                byDevice.merge(fields[DEVICE], new Candidate(found, whole), Candidate::better);
            }
        }
        List<Hierarchy> hierarchies = new ArrayList<>();
        byDevice.values().forEach(candidate -> hierarchies.add(candidate.hierarchy));
        return hierarchies;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.INTERNAL,
                    "cgroup.mounts-unreadable",
                    "cannot read " + mountinfo + ": " + e.getMessage(),
                    Map.of("path", mountinfo.toString()),
                    e);
        }
    }

    /** Hidden is a mount on whose root another one lies, and every mount within one that is hidden. */
    private static boolean hidden(String[] mount, List<String[]> mounts) {
        for (String[] other : mounts) {
            if (other != mount && isOn(other, mount) && other[MOUNT_POINT].equals(mount[MOUNT_POINT])) {
                return true;
            }
        }
        String[] below = mount;
        for (int depth = 0; depth < mounts.size(); depth++) {
            String[] upper = below;
            String[] parent = mounts.stream()
                    .filter(other -> other != upper && isOn(upper, other))
                    .findFirst()
                    .orElse(null);
            if (parent == null) {
                return false;
            }
            if (!parent[MOUNT_POINT].equals(upper[MOUNT_POINT])) {
                return hidden(parent, mounts);
            }
            below = parent; // the upper one covers it, and is seen instead
        }
        return false;
    }

    private static boolean isOn(String[] upper, String[] lower) {
        return upper[PARENT].equals(lower[ID]) && !upper[ID].equals(lower[ID]);
    }

    private static Hierarchy hierarchy(String[] fields, int separator, boolean v2) {
        Path mountPoint = Path.of(unescape(fields[MOUNT_POINT]));
        // Super block options of v1: rw, the controllers, name=…, and words such as xattr, which are no controller's
        // name.
        boolean named = !v2 && fields.length > separator + 3;
        return new Hierarchy(
                mountPoint, v2, named ? Set.copyOf(Arrays.asList(fields[separator + 3].split(","))) : Set.of());
    }

    /** The kernel writes blank, tab, newline and backslash as three octal digits. */
    private static String unescape(String field) {
        byte[] in = field.getBytes(StandardCharsets.ISO_8859_1);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\' && i + 3 < in.length) {
                out[length++] = (byte) ((in[i + 1] - '0') * 64 + (in[i + 2] - '0') * 8 + (in[i + 3] - '0'));
                i += 3;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private record Candidate(Hierarchy hierarchy, boolean whole) {
        Candidate better(Candidate other) {
            return other.whole && !whole ? other : this;
        }
    }
}
