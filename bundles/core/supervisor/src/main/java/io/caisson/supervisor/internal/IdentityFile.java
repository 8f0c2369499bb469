package io.caisson.supervisor.internal;

import io.caisson.api.container.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The file {@code starttime} of a process: one line of pid, start time in clock ticks, pidfd inode and a checksum. */
final class IdentityFile {
    static final String NAME = "starttime";

    private static final Pattern LINE =
            Pattern.compile("(([1-9][0-9]{0,9}) ([0-9]{1,18}) (-|[0-9]{1,18}) ([!-~]{1,64})) ([0-9a-f]{8})\n");

    private IdentityFile() {}

    static String write(ProcessIdentity identity, Boot boot) {
        OptionalLong inode = identity.pidfdInode();
        String facts = identity.pid() + " " + identity.startTicks() + " "
                + (inode.isPresent() ? Long.toString(inode.getAsLong()) : "-") + " "
                + (boot.id().isEmpty() ? "-" : boot.id());
        return facts + " " + checksum(facts) + "\n";
    }

    /** {@return the process; empty when it is of another boot or the text is not exactly what {@link #write} makes} */
    static Optional<ProcessIdentity> read(String text, Boot boot) {
        Matcher line = LINE.matcher(text);
        if (!line.matches() || !line.group(6).equals(checksum(line.group(1)))) {
            return Optional.empty();
        }
        if (!line.group(5).equals("-") && boot.isAnotherThan(line.group(5))) {
            return Optional.empty();
        }
        String inode = line.group(4);
        return Optional.of(new ProcessIdentity(
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                inode.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(inode))));
    }

    private static String checksum(String facts) {
        CRC32C crc = new CRC32C();
        crc.update(facts.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
