package io.caisson.shell.internal.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who may use the socket: root and the server's own user, as the kernel tells (SO_PEERCRED, unix(7)). */
final class Peers {
    private final UserPrincipal root;
    private final UserPrincipal self;

    Peers(UserPrincipal root, UserPrincipal self) {
        this.root = root;
        this.self = self;
    }

    /** @param ours a file that this process made */
    static Peers of(Path ours) throws IOException {
        // A number is no user's name, so this is uid 0 whatever it is called here; principals compare by uid.
        UserPrincipal root =
                ours.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
        return new Peers(root, Files.getOwner(ours));
    }

    /** {@return why the other side is refused; empty when it is welcome} */
    Optional<String> refusal(SocketChannel channel) throws IOException {
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return refusal(peer.user());
    }

    Optional<String> refusal(UserPrincipal user) {
        if (user.equals(root) || user.equals(self)) {
            return Optional.empty();
        }
        return Optional.of("user " + user.getName() + " may not use this server, only root may");
    }
}
