package io.caisson.shims.internal;

import io.caisson.shims.internal.program.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The interpreter that this OSGi bundle carries. */
final class ShimBinary {
    private ShimBinary() {}

    static byte[] of(Machine machine) {
        String name = "caisson-shim-" + machine.label();
        try (InputStream in = ShimBinary.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not packed: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
