package io.caisson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Memory of processes as /proc tells, in KiB (proc(5), smaps_rollup). */
final class Memory {
    private static final Path PROC = Path.of("/proc");

    private Memory() {}

    /** @param key {@code Rss}, or {@code Pss}: private memory and a share of what is shared */
    static long kib(long pid, String key) throws IOException {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + key + " of process " + pid));
        }
    }

    /** {@return pids of the shims of an OCI bundle, by their command line} */
    static List<Long> shims(Path bundle) throws IOException {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> commandLine(process).matches("caisson-shim \\S+ " + bundle + " .*"))
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
