package io.caisson.shims.internal;

import io.caisson.api.container.ProcessIdentity;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The file {@code shim}: which process is the shim, written before it may do anything. Lines of a key and a value; keys
 * that a reader does not know are left alone.
 *
 * @param version of this note, of the commands that the shim takes, and of the notices that it gives
 * @param terminal whether the shim keeps a terminal
 */
record ShimNote(long version, ProcessIdentity shim, boolean terminal) {
    /** What this server writes, and the newest that it understands. */
    static final long VERSION = 1;

    ShimNote(ProcessIdentity shim, boolean terminal) {
        this(VERSION, shim, terminal);
    }

    static ShimNote parse(String text) {
        Map<String, String> values = text.lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (first, second) -> first));
        String inode = values.getOrDefault("pidfdInode", "");
        return new ShimNote(
                number(values, "version"),
                new ProcessIdentity(
                        number(values, "pid"),
                        number(values, "startTicks"),
                        inode.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(inode))),
                Boolean.parseBoolean(values.get("terminal")));
    }

    private static long number(Map<String, String> values, String key) {
        return Long.parseLong(values.getOrDefault(key, "0"));
    }

    @Override
    public String toString() {
        String inode = shim.pidfdInode().isPresent()
                ? "pidfdInode " + shim.pidfdInode().getAsLong() + '\n'
                : "";
        return "version " + version + "\npid " + shim.pid() + "\nstartTicks " + shim.startTicks() + '\n' + inode
                + "terminal " + terminal + '\n';
    }
}
