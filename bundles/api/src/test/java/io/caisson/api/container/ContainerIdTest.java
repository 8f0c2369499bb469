package io.caisson.api.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "redis", "a.b-c_d", "0", "A9", "x--y"})
    void goodIdsAreKept(String id) {
        assertEquals(id, new ContainerId(id).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "-a", "a-", "_a", "a/b", "a\\b", "a b", "a\n", "é", "a\u0000", "--help", "../x"})
    void badIdsAreRefusedWithReason(String id) {
        CaissonException refused = assertThrows(CaissonException.class, () -> new ContainerId(id));
        assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
        assertEquals("container.id-invalid", refused.reason());
    }

    @Test
    void seventySixCharactersAreTheMost() {
        assertEquals(76, new ContainerId("a".repeat(76)).value().length());
        assertThrows(CaissonException.class, () -> new ContainerId("a".repeat(77)));
    }

    @Test
    void controlCharactersAreEscapedInTheMessage() {
        CaissonException refused = assertThrows(CaissonException.class, () -> new ContainerId("a\u001b[2J"));
        assertEquals(-1, refused.getMessage().indexOf('\u001b'));
    }
}
