package io.caisson.supervisor.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The cgroup under which a server's containers are, so that several servers of one host do not meet. */
final class CgroupsParent {
    private static final Path USUAL = Path.of("/run/caisson");

    private CgroupsParent() {}

    /** {@return {@code /caisson}; for another state directory than the usual one with a hash of its path} */
    static String of(Path stateDir) {
        if (stateDir.equals(USUAL)) {
            return "/caisson";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(stateDir.toString().getBytes(StandardCharsets.UTF_8));
            return "/caisson-" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
