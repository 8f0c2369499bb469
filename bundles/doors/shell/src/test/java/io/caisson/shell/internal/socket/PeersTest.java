package io.caisson.shell.internal.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static UserPrincipal user(String uid) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(uid);
    }

    @Test
    void onlyRootAndTheServersOwnUserAreWelcome() throws IOException {
        Peers peers = new Peers(user("0"), user("4242"));
        assertEquals(Optional.empty(), peers.refusal(user("root")));
        assertEquals(Optional.empty(), peers.refusal(user("4242")));
        String refusal = peers.refusal(user("4243")).orElseThrow();
        assertTrue(refusal.contains("4243"), refusal);
    }

    @Test
    void rootIsFoundByNumber() throws IOException {
        assertEquals(Optional.empty(), Peers.of(Path.of("/proc/self/stat")).refusal(user("root")));
    }
}
