package io.caisson.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.launcher.Options.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static Options parse(String... args) throws UsageException {
        return Options.parse(List.of(args), Path.of("/opt/caisson"), Path.of("/srv/here"));
    }

    @Test
    void noOptionsMeanTheSystemsDirectories() throws UsageException {
        Options options = parse();

        assertEquals(Path.of("/run/caisson"), options.stateDir());
        assertEquals(Path.of("/var/lib/caisson"), options.rootDir());
        assertEquals(Path.of("/var/log/caisson"), options.logDir());
        assertEquals(Path.of("/opt/caisson/config"), options.configDir());
        assertEquals("runc", options.runtime());
        assertEquals(List.of(), options.runtimeArgs());
    }

    @Test
    void relativePathsAreRelativeToTheWorkingDirectory() throws UsageException {
        Options options = parse("--state-dir", "s", "--root-dir=../r", "--log-dir", "/l", "--config", "./c");

        assertEquals(Path.of("/srv/here/s"), options.stateDir());
        assertEquals(Path.of("/srv/r"), options.rootDir());
        assertEquals(Path.of("/l"), options.logDir());
        assertEquals(Path.of("/srv/here/c"), options.configDir());
    }

    @Test
    void aRuntimeWithASlashIsAPathAndOneWithoutIsAName() throws UsageException {
        assertEquals("crun", parse("--runtime", "crun").runtime());
        assertEquals("/srv/here/bin/crun", parse("--runtime", "bin/crun").runtime());
    }

    @Test
    void runtimeArgsAddUpInOrderAndMayLookLikeOptions() throws UsageException {
        Options options = parse("--runtime-args", "--systemd-cgroup", "--runtime-args=--criu=/x=y", "--debug");

        assertEquals(List.of("--systemd-cgroup", "--criu=/x=y"), options.runtimeArgs());
        assertTrue(options.debug());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "run", "--state-dir", "--state-dir=", "--debug=yes", "-x"})
    void whatItDoesNotKnowIsRefused(String arg) {
        assertThrows(UsageException.class, () -> parse(arg));
    }

    @Test
    void aValueOfTwoLinesIsRefused() {
        assertThrows(UsageException.class, () -> parse("--runtime-args", "a\nb"));
    }
}
