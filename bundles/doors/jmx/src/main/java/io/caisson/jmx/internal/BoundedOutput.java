package io.caisson.jmx.internal;

import io.caisson.api.container.OutputListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Keeps the first bytes of what a process writes, both streams as they came. Safe for many threads. */
final class BoundedOutput implements OutputListener {
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(); // guarded by this
    private long cut; // guarded by this

    BoundedOutput(int most) {
        this.most = most;
    }

    @Override
    public synchronized void onOutput(Source source, ByteBuffer bytes) {
        int take = Math.min(bytes.remaining(), most - kept.size());
        byte[] copy = new byte[take];
        bytes.get(copy);
        kept.writeBytes(copy);
        cut += bytes.remaining();
    }

    synchronized boolean isTruncated() {
        return cut > 0;
    }

    synchronized String text() {
        String text = Printable.text(kept.toByteArray());
        return cut == 0 ? text : text + "\n(truncated: " + cut + " bytes more)";
    }
}
