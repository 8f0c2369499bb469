package io.caisson.crash;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The failpoints of a packaged server, found in its class files: what is loaded right before each call of hit. */
final class ClassPoints {
    private static final String CLASS = "io/caisson/api/failpoint/FailPoints";
    private static final int UTF8 = 1;
    private static final int CLASS_REF = 7;
    private static final int STRING = 8;
    private static final int METHOD_REF = 10;
    private static final int INVOKESTATIC = 0xb8;
    private static final int LDC = 0x12;
    private static final int LDC_W = 0x13;

    private final Object[] pool;
    private final int[][] pairs;
    private final int[] tags;

    private ClassPoints(int size) {
        pool = new Object[size];
        pairs = new int[size][];
        tags = new int[size];
    }

    /** {@return the names in all jars of a directory and below} */
    static Set<String> in(Path repository) {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(repository)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> file.getFileName().toString().startsWith("io.caisson"))
                    .toList();
            for (Path jar : jars) {
                inJar(jar, names);
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inJar(Path jar, Set<String> names) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                boolean ours = entry.getName().startsWith("io/caisson/")
                        && entry.getName().endsWith(".class");
                if (ours) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        names.addAll(inClass(in.readAllBytes(), entry.getName()));
                    }
                }
            }
        }
    }

    /** @throws IllegalStateException for a call whose name is no literal */
    static Set<String> inClass(byte[] bytes, String where) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            in.skipNBytes(8);
            ClassPoints points = new ClassPoints(in.readUnsignedShort());
            points.read(in);
            return points.calls(bytes, bytes.length - in.available(), where);
        }
    }

    private void read(DataInputStream in) throws IOException {
        for (int i = 1; i < pool.length; i++) {
            tags[i] = in.readUnsignedByte();
            switch (tags[i]) {
                case UTF8 -> pool[i] = in.readUTF();
                case 3, 4 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // long and double take two places
                }
                case CLASS_REF, STRING, 16, 19, 20 -> pairs[i] = new int[] {in.readUnsignedShort()};
                case 15 -> in.skipNBytes(3);
                default -> pairs[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
            }
        }
    }

    private Set<String> calls(byte[] bytes, int from, String where) {
        Set<String> names = new TreeSet<>();
        for (int method = 1; method < pool.length; method++) {
            if (!isHit(method)) {
                continue;
            }
            for (int at = from; at < bytes.length - 2; at++) {
                boolean call = (bytes[at] & 0xff) == INVOKESTATIC && number(bytes, at + 1) == method;
                if (call) {
                    names.add(literal(bytes, at, where));
                }
            }
        }
        return names;
    }

    private boolean isHit(int method) {
        if (tags[method] != METHOD_REF) {
            return false;
        }
        int[] name = pairs[pairs[method][1]];
        return CLASS.equals(pool[pairs[pairs[method][0]][0]]) && "hit".equals(pool[name[0]]);
    }

    private String literal(byte[] bytes, int call, String where) {
        int constant = 0;
        if ((bytes[call - 2] & 0xff) == LDC) {
            constant = bytes[call - 1] & 0xff;
        } else if ((bytes[call - 3] & 0xff) == LDC_W) {
            constant = number(bytes, call - 2);
        }
        if (constant == 0 || constant >= tags.length || tags[constant] != STRING) {
            throw new IllegalStateException("a failpoint of " + where + " has a name that is no literal");
        }
        return (String) pool[pairs[constant][0]];
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
