package io.caisson.cgroups;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads and writes files of one cgroup. A cgroup may vanish between any two calls: then its files are missing, or the kernel
 * answers ENODEV from one that was open; neither is an error here.
 */
final class CgroupFiles {
    private static final int LARGEST = 4 * 1024 * 1024;

    private CgroupFiles() {}

    /** {@return the file's text; empty when the kernel does not tell} */
    static Optional<String> text(Path cgroup, String name) {
        try (InputStream in = Files.newInputStream(cgroup.resolve(name))) {
            return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** {@return the file's one number; empty when the kernel does not tell, or says {@code max}} */
    static OptionalLong number(Path cgroup, String name) {
        return text(cgroup, name).map(CgroupFiles::parse).orElse(OptionalLong.empty());
    }

    /** {@return the number behind a key in a file of lines {@code key number}} */
    static OptionalLong keyed(Path cgroup, String name, String key) {
        for (String line : text(cgroup, name).orElse("").split("\n")) {
            if (line.startsWith(key + " ")) {
                return parse(line.substring(key.length() + 1));
            }
        }
        return OptionalLong.empty();
    }

    /** {@return pids in {@code cgroup.procs} of that cgroup alone; 0, a process that we cannot see, is left out} */
    static List<Long> pids(Path cgroup) {
        List<Long> pids = new ArrayList<>();
        for (String line : text(cgroup, "cgroup.procs").orElse("").split("\n")) {
            parse(line).ifPresent(pid -> {
                if (pid > 0) {
                    pids.add(pid);
                }
            });
        }
        return pids;
    }

    /** {@return that cgroup and all below it, parents after their children; empty when it is gone} */
    static List<Path> bottomUp(Path cgroup) {
        List<Path> found = new ArrayList<>();
        collect(cgroup, found);
        return found;
    }

    /** {@return the cgroups directly below one; none when it is gone} */
    static List<Path> children(Path cgroup) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> below =
                Files.newDirectoryStream(cgroup, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            below.forEach(found::add);
        } catch (IOException | DirectoryIteratorException gone) {
            return found;
        }
        return found;
    }

    /** Writes to a file that may not exist in this kind of cgroup; a refusal is no error. */
    static void write(Path cgroup, String name, String value) {
        try {
            // No CREATE: in a directory that is no cgroup nothing is made.
            Files.writeString(cgroup.resolve(name), value, StandardOpenOption.WRITE);
        } catch (IOException refused) {
            // What it should have brought about is looked at afterwards.
        }
    }

    /** rmdir(2), which refuses where there are processes or children; a refusal is no error. */
    static void remove(Path cgroup) {
        if (!Files.isDirectory(cgroup, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(cgroup);
        } catch (IOException busy) {
            // Seen by whoever looks whether it is still there.
        }
    }

    private static void collect(Path cgroup, List<Path> found) {
        if (!Files.isDirectory(cgroup, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        children(cgroup).forEach(child -> collect(child, found));
        found.add(cgroup); // though it may be gone by now
    }

    private static OptionalLong parse(String text) {
        try {
            long number = Long.parseLong(text.strip());
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }
}
