package io.caisson.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sockets of a process, from the kernel's tables: {@code /proc/PID/fd} and {@code /proc/PID/net}, see proc(5). */
final class Sockets {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String LISTEN = "0A";

    private Sockets() {}

    /** {@return the TCP ports on which the process itself listens, whatever the address} */
    static Set<Integer> listeningPorts(long pid) throws IOException {
        Set<String> inodes = inodes(pid);
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String[] row : rows(pid, table)) {
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
                if (row[3].equals(LISTEN) && inodes.contains(row[9])) {
                    ports.add(Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    /** {@return the names of the process's Unix sockets that are in no directory} */
    static Set<String> abstractNames(long pid) throws IOException {
        Set<String> inodes = inodes(pid);
        Set<String> names = new TreeSet<>();
        for (String[] row : rows(pid, "unix")) {
            // Num RefCount Protocol Flags Type St Inode Path
            if (row.length > 7 && row[7].startsWith("@") && inodes.contains(row[6])) {
                names.add(row[7]);
            }
        }
        return names;
    }

    private static Set<String> inodes(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    Matcher socket =
                            SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
                    if (socket.matches()) {
                        inodes.add(socket.group(1));
                    }
                } catch (NoSuchFileException e) {
                    continue; // closed meanwhile
                }
            }
        }
        return inodes;
    }

    private static List<String[]> rows(long pid, String table) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "net", table);
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .toList();
    }
}
