package io.caisson.shims.internal;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.shims.internal.program.Notice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the FIFO {@code exit}. A write of a notice is atomic (pipe(7), PIPE_BUF), so they are never cut. */
record NoticeReader(Kernel kernel, Fd fd) {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeReader.class);
    private static final int BATCH = 64;

    /** {@return what is there} */
    List<Notice> read() {
        List<Notice> notices = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH * Notice.BYTES).order(ByteOrder.nativeOrder());
        while (kernel.read(fd, buffer) > 0) {
            buffer.flip();
            while (buffer.remaining() >= Notice.BYTES) {
                notices.add(Notice.read(buffer));
            }
            buffer.clear();
        }
        return notices;
    }

    /** A failure long after the start. */
    void logFailure(Notice notice, List<String> sentences) {
        if (notice.kind() == Notice.FAILED) {
            LOG.atError().addKeyValue("what", notice.failure(sentences)).log("shim failed");
        }
    }
}
