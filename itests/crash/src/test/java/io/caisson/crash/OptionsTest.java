package io.caisson.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @ParameterizedTest
    @EnumSource(Operation.class)
    void aCaseIsReadAsItIsPrinted(Operation operation) {
        Case one = new Case("ledger.after-persist", 3, operation, RuntimeKind.CRUN);
        assertEquals(one, Case.parse(one.toString()));
        assertEquals(List.of(one), Options.parse("--only", one.toString()).only());
    }

    @Test
    void theThirdHitKillsAndNoOther() {
        assertEquals("a.b=2*off->1*kill", Case.parse("a.b#3:create:runc").plan());
        assertEquals("a.b=1*kill", Case.parse("a.b#1:create:runc").plan());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sample", "--sample 0", "--only a.b", "--only a.b#1:create:docker", "--what"})
    void whatIsNoChoiceIsRefused(String args) {
        assertThrows(IllegalArgumentException.class, () -> Options.parse(args.split(" ")));
    }
}
