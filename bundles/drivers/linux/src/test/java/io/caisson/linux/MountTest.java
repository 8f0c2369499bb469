package io.caisson.linux;

import static io.caisson.linux.KernelFixture.KERNEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {
    private static final int CLONE_NEWNS = 0x00020000;
    private static final int CLONE_NEWUTS = 0x04000000;
    private static final long MS_REC_PRIVATE = 0x4000 | 0x40000;
    private static final Path OWN_UTS = Path.of("/proc/thread-self/ns/uts");

    @TempDir
    Path directory;

    @BeforeEach
    void root() {
        KernelFixture.requireRoot();
    }

    /** A thread whose Linux namespaces were changed is not fit for anything else. */
    private static <T> T onOwnThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "own-namespace");
        thread.start();
        thread.join();
        return future.get();
    }

    @Test
    void aMountIsSeenOnlyInTheNamespaceOfItsThread() throws Exception {
        String inside = onOwnThread(() -> {
            KERNEL.unshare(CLONE_NEWNS);
            KERNEL.mount(null, Path.of("/"), null, MS_REC_PRIVATE, null);
            KERNEL.mount("caisson-test", directory, "tmpfs", 0, "size=1m");
            String mounts = Files.readString(Path.of("/proc/thread-self/mounts"));
            KERNEL.unmount(directory, 0);
            assertFalse(mounted(Files.readString(Path.of("/proc/thread-self/mounts"))));
            return mounts;
        });
        assertTrue(mounted(inside), inside);
        assertFalse(mounted(Files.readString(Path.of("/proc/self/mounts"))));
    }

    private boolean mounted(String mounts) {
        return mounts.contains("caisson-test " + directory + " tmpfs ");
    }

    @Test
    void aThreadCanJoinANamespace() throws Exception {
        Path ours = Files.readSymbolicLink(OWN_UTS);
        onOwnThread(() -> {
            try (Fd before = KERNEL.open(OWN_UTS, 0, 0)) {
                KERNEL.unshare(CLONE_NEWUTS);
                assertFalse(Files.readSymbolicLink(OWN_UTS).equals(ours));
                KERNEL.setns(before, CLONE_NEWUTS);
                assertEquals(ours, Files.readSymbolicLink(OWN_UTS));
                return null;
            }
        });
    }

    @Test
    void whatIsNoMountCannotBeUnmounted() throws IOException {
        CaissonException e = assertThrows(CaissonException.class, () -> KERNEL.unmount(directory, 0));
        assertEquals("kernel.invalid", e.reason());
        assertEquals("umount2 " + directory + ": EINVAL", e.getMessage());
    }
}
