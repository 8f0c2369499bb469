package io.caisson.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** All that a journal changes on disk. Reading needs no seam: it changes nothing. */
interface Disk {
    /** Makes a new file, readable by its owner only, and opens it. */
    Output create(Path file) throws IOException;

    /** Opens a file that is there. */
    Output open(Path file) throws IOException;

    /** Renames within one directory, over what has that name. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file; what is gone already is no error. */
    void delete(Path file) throws IOException;

    /** Makes durable which names a directory has. */
    void syncDirectory(Path directory) throws IOException;

    /** A file that is written. For one thread at a time. */
    interface Output extends Closeable {
        /** {@return how many bytes were taken, which may be fewer than there are} */
        int write(ByteBuffer bytes, long position) throws IOException;

        /** Makes the content durable. After a failure nothing that was written since the last success may be believed. */
        void sync() throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** {@return false also after an interrupt, which closes it} */
        boolean isOpen();

        @Override
        void close() throws IOException;
    }
}
