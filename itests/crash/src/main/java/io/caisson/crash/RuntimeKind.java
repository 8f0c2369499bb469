package io.caisson.crash;

import io.caisson.testkit.host.FakeRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The runtimes that a sweep goes over. */
enum RuntimeKind {
    RUNC,
    /** Runs where the mount of the second version of cgroups is covered, for it refuses a host with both. */
    CRUN,
    FAKE;

    private static final String COVERED =
            "[ ! -d /sys/fs/cgroup/unified ] || mount -t tmpfs none /sys/fs/cgroup/unified" + " && exec \"$0\" \"$@\"";

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RuntimeKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** {@return what {@code --runtime} of the server gets} */
    String option(Path base) {
        return this == FAKE ? FakeRuntime.in(base).toString() : word();
    }

    /** {@return what the server is started through} */
    List<String> prefix() {
        return this == CRUN ? List.of("unshare", "-m", "sh", "-c", COVERED) : List.of();
    }
}
