package io.caisson.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** argv and environment as C wants them: tables of pointers that end with NULL. Freed with the pointers' owner. */
final class SpawnMemory {
    private static final int POINTER_BYTES = 8;

    private SpawnMemory() {}

    static Pointer argv(Runtime runtime, List<String> argv) {
        return table(runtime, argv);
    }

    static Pointer environment(Runtime runtime, Map<String, String> environment) {
        List<String> entries = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw KernelErrors.invalid("environment name that is empty or has '=': " + name);
            }
            entries.add(name + "=" + value);
        });
        return table(runtime, entries);
    }

    /** One block: first the pointers, then the bytes they point to, so that one owner keeps all of it alive. */
    private static Pointer table(Runtime runtime, List<String> values) {
        List<byte[]> texts = values.stream().map(Native::text).toList();
        int pointers = (values.size() + 1) * POINTER_BYTES;
        int bytes = texts.stream().mapToInt(text -> text.length).sum();
        Pointer block = Memory.allocateDirect(runtime, pointers + bytes, true);
        int at = pointers;
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = texts.get(i);
            block.put(at, text, 0, text.length);
            block.putLong((long) i * POINTER_BYTES, block.address() + at);
            at += text.length;
        }
        return block;
    }
}
