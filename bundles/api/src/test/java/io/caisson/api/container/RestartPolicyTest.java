package io.caisson.api.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestartPolicyTest {
    @ParameterizedTest
    @ValueSource(strings = {"no", "on-failure", "on-failure:1", "on-failure:1000000", "always", "unless-stopped"})
    void aPolicyIsReadAsItIsWritten(String text) {
        assertEquals(text, RestartPolicy.parse(text).text());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "NO",
                "always ",
                "on-failure:",
                "on-failure:0",
                "on-failure:-1",
                "on-failure:1000001",
                "on-failure:99999999999",
                "always:3",
                "unless-stopped\n"
            })
    void whatIsNoPolicyIsRefusedWithTheRule(String text) {
        CaissonException refused = assertThrows(CaissonException.class, () -> RestartPolicy.parse(text));
        assertEquals("restart.policy-invalid", refused.reason());
        assertTrue(refused.getMessage().contains("on-failure:N with N from 1 to 1000000"), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("but is " + Printable.quoted(text)), refused.getMessage());
    }

    @Test
    void aContainerThatRemovesItselfCannotBeStartedAgain() {
        CreateRequest request = CreateRequest.of(new ContainerId("web"), Path.of("/oci"));
        CaissonException refused = assertThrows(
                CaissonException.class, () -> request.withAutoRemove(true).withRestart(RestartPolicy.ALWAYS));
        assertEquals("restart.auto-remove", refused.reason());
        assertEquals(
                "restart.auto-remove",
                assertThrows(
                                CaissonException.class,
                                () -> request.withRestart(RestartPolicy.onFailure(3))
                                        .withAutoRemove(true))
                        .reason());
    }
}
