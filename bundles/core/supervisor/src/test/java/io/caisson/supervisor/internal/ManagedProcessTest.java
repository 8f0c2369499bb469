package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.log.PieceNote;
import io.caisson.testkit.Fault;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManagedProcessTest {
    private final ManagedProcess process = new ManagedProcess(ProcessId.INIT);

    private void output() {
        assertTrue(
                process.output().keep(OutputListener.Source.STDOUT, ByteBuffer.wrap(new byte[] {'x'}), PieceNote.NONE));
    }

    /** One that is never ready. */
    private static final class Stuck implements OutputListener {
        private final AtomicInteger heard;

        Stuck(AtomicInteger heard) {
            this.heard = heard;
        }

        @Override
        public void onOutput(Source source, ByteBuffer bytes) {
            heard.incrementAndGet();
        }

        @Override
        public boolean ready(Runnable whenReady) {
            return false;
        }
    }

    @Fault(55)
    @Test
    void tenThousandAttachmentsThatWereClosedHearNothingAndHoldUpNothing() {
        AtomicInteger heard = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            Attachment attachment = process.attach(new Stuck(heard));
            output();
            assertFalse(process.output().ready(() -> {}));
            attachment.close();
        }
        assertEquals(10_000, heard.get());

        output();

        assertEquals(10_000, heard.get());
        assertTrue(process.output().ready(() -> {}));
    }

    @Test
    void aClientThatFailsIsDroppedAndTheOthersHear() {
        AtomicInteger heard = new AtomicInteger();
        process.attach((source, bytes) -> {
            throw new IllegalStateException("gone");
        });
        process.attach((source, bytes) -> heard.incrementAndGet());
        output();
        output();
        assertEquals(2, heard.get());
    }
}
