package io.caisson.runc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What binaries said their version is, until the file changes. One entry per binary. Safe for many threads. */
final class VersionCache {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private final ConcurrentMap<Path, Entry> entries = new ConcurrentHashMap<>();

    /**
     * {@return the version line of a compiled program; an empty string for a script, which may do anything between its
     * version and its call}
     *
     * @param ask runs the binary; called when the file is new or has changed
     */
    String ofProgram(Path binary, Supplier<String> ask) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(binary, BasicFileAttributes.class);
        Entry known = entries.get(binary);
        if (known != null && known.isOf(attributes)) {
            return known.version;
        }
        String version = isElf(binary) ? ask.get() : "";
        entries.put(binary, new Entry(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size(), version));
        return version;
    }

    private static boolean isElf(Path binary) throws IOException {
        try (InputStream in = Files.newInputStream(binary)) {
            return Arrays.equals(in.readNBytes(ELF.length), ELF);
        }
    }

    private record Entry(Object inode, FileTime modified, long size, String version) {
        boolean isOf(BasicFileAttributes now) {
            return inode.equals(now.fileKey()) && modified.equals(now.lastModifiedTime()) && size == now.size();
        }
    }
}
