package io.caisson.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a process by {@code /proc/PID/smaps_rollup}, in KiB.
 *
 * @param rss resident
 * @param pss resident, what is shared with others divided among them: these may be added up
 */
record ProcessMemory(long rss, long pss) {
    static ProcessMemory of(long pid) {
        try {
            String rollup = Files.readString(Path.of("/proc/" + pid + "/smaps_rollup"));
            return new ProcessMemory(kib(rollup, "Rss:"), kib(rollup, "Pss:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kib(String rollup, String key) {
        return rollup.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
