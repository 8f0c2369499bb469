package io.caisson.testkit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What integration tests need of the machine they run on. What is missing is a failure, never a skipped test. */
public final class TestHost {
    private TestHost() {}

    /** @throws IllegalStateException with one sentence for the person at the keyboard, when the user is not root */
    public static void requireRoot() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                throw new IllegalStateException("The integration tests start containers and need root:"
                        + " run ./dev test as root, or mvn -DskipITs verify without them.");
            }
        } catch (IOException e) {
            throw new IllegalStateException("The integration tests need /proc.", e);
        }
    }

    /** {@return the program's path; fails with the Debian package's name if it is not installed} */
    static Path program(String name, String debianPackage) {
        for (String directory : new String[] {"/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin"}) {
            Path program = Path.of(directory, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IllegalStateException(name + " is not installed: apt-get install " + debianPackage + ".");
    }
}
