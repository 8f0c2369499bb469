package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import java.nio.file.Path;

/** Mounts and Linux namespaces; unshare and setns change the calling thread only. */
final class MountCalls {
    private final Native linux;
    private final Libc libc;

    MountCalls(Native linux) {
        this.linux = linux;
        this.libc = linux.libc();
    }

    void mount(String source, Path target, String type, long flags, String data) {
        byte[] sourceText = Native.text(source);
        byte[] targetText = Native.text(target.toString());
        byte[] typeText = Native.text(type);
        byte[] dataText = Native.text(data);
        linux.check("mount", target, () -> libc.mount(sourceText, targetText, typeText, flags, dataText));
    }

    void unmount(Path target, int flags) {
        byte[] text = Native.text(target.toString());
        linux.check("umount2", target, () -> libc.umount2(text, flags));
    }

    void unshare(int flags) {
        linux.check("unshare", "0x" + Integer.toHexString(flags), () -> libc.unshare(flags));
    }

    void setns(Fd namespace, int type) {
        linux.check("setns", namespace, () -> libc.setns(namespace.number(), type));
    }
}
