package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.container.ContainerId;
import io.caisson.api.runtime.CheckpointOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The command lines as text: what both runc and crun take. */
class ArgumentsTest {
    private static final ContainerId ID = new ContainerId("c1");
    private static final Path LOG = Path.of("/s/log");
    private static final String HEAD = "/usr/sbin/runc --systemd-cgroup --root /s/root --log /s/log --log-format json ";

    private final Arguments arguments =
            new Arguments(Path.of("/usr/sbin/runc"), List.of("--systemd-cgroup"), Path.of("/s/root"));

    @Test
    void createNamesOciBundleAndPidFile() {
        assertLine(
                "create --bundle /b --pid-file /p -- c1",
                arguments.create(ID, Path.of("/b"), Path.of("/p"), LOG, Optional.empty(), false));
    }

    @Test
    void createWithTerminalNamesConsoleSocket() {
        assertLine(
                "create --bundle /b --pid-file /p --console-socket /t --no-pivot -- c1",
                arguments.create(ID, Path.of("/b"), Path.of("/p"), LOG, Optional.of(Path.of("/t")), true));
    }

    @Test
    void execIsDetachedAndReadsItsProcessFromAFile() {
        assertLine(
                "exec --detach --process /e --pid-file /p -- c1",
                arguments.exec(ID, Path.of("/e"), Path.of("/p"), LOG, Optional.empty()));
        assertLine(
                "exec --detach --process /e --pid-file /p --console-socket /t -- c1",
                arguments.exec(ID, Path.of("/e"), Path.of("/p"), LOG, Optional.of(Path.of("/t"))));
    }

    @Test
    void restoreIsDetachedAndHasEveryOption() {
        CheckpointOptions all =
                new CheckpointOptions(Path.of("/i"), Path.of("/w"), true, true, true, true, List.of("network", "ipc"));
        assertLine(
                "restore --detach --bundle /b --pid-file /p --console-socket /t --no-pivot --image-path /i --work-path /w"
                        + " --shell-job --tcp-established --ext-unix-sk --empty-ns network --empty-ns ipc -- c1",
                arguments.restore(ID, Path.of("/b"), all, Path.of("/p"), LOG, Optional.of(Path.of("/t")), true));
    }

    @Test
    void checkpointLeavesRunningOnlyWhenAsked() {
        CheckpointOptions plain =
                new CheckpointOptions(Path.of("/i"), Path.of("/w"), false, false, false, false, List.of());
        CheckpointOptions running =
                new CheckpointOptions(Path.of("/i"), Path.of("/w"), true, false, false, false, List.of());
        assertLine("checkpoint --image-path /i --work-path /w -- c1", arguments.checkpoint(ID, plain, LOG));
        assertLine(
                "checkpoint --leave-running --image-path /i --work-path /w -- c1",
                arguments.checkpoint(ID, running, LOG));
    }

    @Test
    void killGivesTheSignalAsANumberAfterTheContainer() {
        assertLine("kill -- c1 37", arguments.kill(ID, 37, false, LOG));
        assertLine("kill --all -- c1 9", arguments.kill(ID, 9, true, LOG));
    }

    @Test
    void readingVerbsAskForJson() {
        assertLine("ps --format json -- c1", arguments.ps(ID, LOG));
        assertLine("list --format json", arguments.list(LOG));
        assertLine("events --stats -- c1", arguments.stats(ID, LOG));
        assertLine("features", arguments.features(LOG));
    }

    @Test
    void verbsOfOneContainerPutTheDashesBeforeIt() {
        for (Verb verb : List.of(Verb.START, Verb.STATE, Verb.PAUSE, Verb.RESUME)) {
            assertLine(verb.word() + " -- c1", arguments.plain(verb, ID, LOG));
        }
        assertLine("delete -- c1", arguments.delete(ID, false, LOG));
        assertLine("delete --force -- c1", arguments.delete(ID, true, LOG));
        assertLine("update --resources - -- c1", arguments.update(ID, LOG));
    }

    @Test
    void versionTakesNothingElse() {
        assertEquals(List.of("/usr/sbin/runc", "--version"), arguments.version());
    }

    private static void assertLine(String expected, List<String> argv) {
        assertEquals(HEAD + expected, String.join(" ", argv));
    }
}
