package io.caisson.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.OutputListener.Source;
import io.caisson.testkit.Fault;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutputQueueTest {
    private static final byte[] PIECE = new byte[64 * 1024];

    private final RecordingInvocation caller = new RecordingInvocation(Path.of("/"), "");

    private static void give(OutputQueue queue, String text) {
        queue.onOutput(Source.STDOUT, ByteBuffer.wrap(text.getBytes()));
    }

    /** {@return pieces given until it is not ready} */
    private static int fill(OutputQueue queue, Runnable whenReady) {
        int pieces = 0;
        while (queue.ready(whenReady)) {
            queue.onOutput(Source.STDOUT, ByteBuffer.wrap(PIECE));
            pieces++;
            assertTrue(pieces < 1000, "it is never full");
        }
        return pieces;
    }

    @Fault(49)
    @Test
    void aProcessThatOnlyOneCallerHearsWaitsForItAndLosesNothing() throws Exception {
        OutputQueue queue = new OutputQueue(Optional.empty());
        AtomicInteger woken = new AtomicInteger();

        int pieces = fill(queue, woken::incrementAndGet);
        assertEquals(OutputQueue.MOST_BYTES / PIECE.length, pieces);
        assertEquals(0, woken.get());
        queue.end();
        queue.drainTo(caller);

        assertEquals(1, woken.get());
        assertEquals(pieces * PIECE.length, caller.printed().length());
        assertEquals("", caller.complaints());
    }

    @Fault(49)
    @Test
    void aCallerThatTakesNothingForAWhileMissesWhatComesAndIsToldHowMuch() throws Exception {
        OutputQueue queue = new OutputQueue(Optional.of(Duration.ZERO));
        int pieces = OutputQueue.MOST_BYTES / PIECE.length;
        for (int i = 0; i < pieces; i++) {
            queue.onOutput(Source.STDOUT, ByteBuffer.wrap(PIECE));
        }
        for (int i = 0; i < 10_000; i++) { // 640 MiB, of which nothing is kept
            assertTrue(queue.ready(() -> {}), "others wait for a caller that takes nothing");
            queue.onOutput(Source.STDOUT, ByteBuffer.wrap(PIECE));
        }
        queue.end();
        queue.drainTo(caller);

        assertEquals(pieces * PIECE.length, caller.printed().length());
        assertEquals(
                "[ctr] " + 10_000L * PIECE.length + " bytes of output are missing here: they were not taken in time\n",
                caller.complaints());
    }

    @Test
    void aCallerThatIsGoneHoldsUpNobody() throws Exception {
        OutputQueue queue = new OutputQueue(Optional.empty());
        AtomicInteger woken = new AtomicInteger();
        fill(queue, woken::incrementAndGet);
        assertFalse(queue.ready(woken::incrementAndGet));

        queue.close();

        assertEquals(1, woken.get());
        assertTrue(queue.ready(() -> {}));
        give(queue, "unheard");
        queue.drainTo(caller);
        assertEquals("", caller.printed());
    }
}
