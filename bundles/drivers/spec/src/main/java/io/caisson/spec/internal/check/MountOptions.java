package io.caisson.spec.internal.check;

import java.util.Map;
import java.util.Set;

/** Words of {@code mounts[].options}: OCI config.md, "Linux mount options"; mount(8); tmpfs(5); the kernel's proc.rst. */
final class MountOptions {
    private static final Set<String> PROPAGATIONS =
            Set.of("shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable");

    private static final Set<String> GENERAL = Set.of(
            "defaults",
            "ro",
            "rw",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "remount",
            "mand",
            "nomand",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "lazytime",
            "nolazytime",
            "silent",
            "loud",
            "iversion",
            "noiversion",
            "acl",
            "noacl",
            "symfollow",
            "nosymfollow",
            "rro",
            "rrw",
            "rnosuid",
            "rsuid",
            "rnodev",
            "rdev",
            "rnoexec",
            "rexec",
            "rnodiratime",
            "rdiratime",
            "rrelatime",
            "rnorelatime",
            "rnoatime",
            "ratime",
            "rstrictatime",
            "rnostrictatime",
            "rsymfollow",
            "rnosymfollow",
            "tmpcopyup");

    /** File systems whose own options are few and known; others are left to the kernel. */
    private static final Map<String, Set<String>> DATA = Map.of(
            "proc",
            Set.of("hidepid", "gid", "subset"),
            "sysfs",
            Set.of(),
            "mqueue",
            Set.of(),
            "devpts",
            Set.of("newinstance", "ptmxmode", "mode", "gid", "uid", "max"),
            "tmpfs",
            Set.of(
                    "size",
                    "nr_blocks",
                    "nr_inodes",
                    "mode",
                    "uid",
                    "gid",
                    "huge",
                    "mpol",
                    "inode32",
                    "inode64",
                    "noswap",
                    "usrquota",
                    "grpquota",
                    "usrquota_block_hardlimit",
                    "usrquota_inode_hardlimit",
                    "grpquota_block_hardlimit",
                    "grpquota_inode_hardlimit",
                    "casefold",
                    "strict_encoding"));

    private static final Set<String> SECURITY = Set.of("context", "fscontext", "defcontext", "rootcontext");

    private MountOptions() {}

    static boolean isPropagation(String option) {
        return PROPAGATIONS.contains(option);
    }

    /** {@return whether any mount may have it} */
    static boolean isGeneral(String option) {
        return GENERAL.contains(option) || PROPAGATIONS.contains(option);
    }

    static boolean isForBind(String option) {
        String name = name(option);
        return name.equals("bind") || name.equals("rbind") || name.equals("idmap") || name.equals("ridmap");
    }

    /** {@return whether a file system knows it, as far as we know the file system} */
    static boolean isData(String type, String option) {
        Set<String> known = DATA.get(type);
        return known == null || known.contains(name(option)) || SECURITY.contains(name(option));
    }

    /** {@return the option that takes back what this one says} */
    static String opposite(String option) {
        return switch (option) {
            case "ro" -> "rw";
            case "rw" -> "ro";
            case "suid", "dev", "exec" -> "no" + option;
            case "nosuid", "nodev", "noexec" -> option.substring(2);
            default -> "";
        };
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }
}
