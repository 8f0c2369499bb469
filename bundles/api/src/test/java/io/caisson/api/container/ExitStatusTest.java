package io.caisson.api.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    @Test
    void waitStatusOfExitIsTheCode() {
        assertEquals(
                new ExitStatus(44, ExitStatus.Cause.EXITED, Instant.EPOCH),
                ExitStatus.ofWaitStatus(44 << 8, Instant.EPOCH));
    }

    @Test
    void waitStatusOfASignalIs128More() {
        ExitStatus killed = ExitStatus.ofWaitStatus(9, Instant.EPOCH);
        assertEquals(137, killed.code());
        assertEquals(OptionalInt.of(9), killed.signal());
    }

    @Test
    void coreDumpBitIsNoPartOfTheSignal() {
        assertEquals(139, ExitStatus.ofWaitStatus(0x80 | 11, Instant.EPOCH).code());
    }
}
