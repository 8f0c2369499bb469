package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.IntegerShape.unsigned32;
import static io.caisson.spec.internal.check.IntegerShape.unsigned64;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.oneOf;
import static io.caisson.spec.internal.check.TextShape.text;

/** {@code linux.seccomp}: OCI config-linux.md, "Seccomp". */
final class SeccompShape {
    static final Shape SHAPE;

    private static final int MOST_ARGUMENT = 5;

    static {
        TextShape action = oneOf(
                "SCMP_ACT_ALLOW",
                "SCMP_ACT_ERRNO",
                "SCMP_ACT_KILL",
                "SCMP_ACT_KILL_PROCESS",
                "SCMP_ACT_KILL_THREAD",
                "SCMP_ACT_LOG",
                "SCMP_ACT_NOTIFY",
                "SCMP_ACT_TRACE",
                "SCMP_ACT_TRAP");
        SHAPE = object().required("defaultAction", action)
                .optional("defaultErrnoRet", unsigned32())
                .optional("architectures", listOf(architecture()))
                .optional("flags", listOf(flag()).distinct())
                .optional("listenerPath", absolutePath())
                .optional("listenerMetadata", text())
                .optional("syscalls", listOf(rule(action)));
    }

    private SeccompShape() {}

    private static Shape rule(Shape action) {
        TextShape name = text().matching("form", "be the name of a system call", "[A-Za-z0-9_]{1,64}");
        TextShape operator = oneOf(
                "SCMP_CMP_NE",
                "SCMP_CMP_LT",
                "SCMP_CMP_LE",
                "SCMP_CMP_EQ",
                "SCMP_CMP_GE",
                "SCMP_CMP_GT",
                "SCMP_CMP_MASKED_EQ");
        Shape argument = object().required("index", between(0, MOST_ARGUMENT))
                .required("value", unsigned64())
                .optional("valueTwo", unsigned64())
                .required("op", operator);
        return object().required("names", listOf(name).notEmpty())
                .required("action", action)
                .optional("errnoRet", unsigned32())
                .optional("args", listOf(argument))
                .optional("comment", text())
                .optional("includes", Shape.ANY)
                .optional("excludes", Shape.ANY)
                .retired("name", "names");
    }

    private static TextShape flag() {
        return oneOf(
                "SECCOMP_FILTER_FLAG_TSYNC",
                "SECCOMP_FILTER_FLAG_LOG",
                "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
                "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV");
    }

    private static TextShape architecture() {
        return oneOf(
                "SCMP_ARCH_X86",
                "SCMP_ARCH_X86_64",
                "SCMP_ARCH_X32",
                "SCMP_ARCH_ARM",
                "SCMP_ARCH_AARCH64",
                "SCMP_ARCH_MIPS",
                "SCMP_ARCH_MIPS64",
                "SCMP_ARCH_MIPS64N32",
                "SCMP_ARCH_MIPSEL",
                "SCMP_ARCH_MIPSEL64",
                "SCMP_ARCH_MIPSEL64N32",
                "SCMP_ARCH_PPC",
                "SCMP_ARCH_PPC64",
                "SCMP_ARCH_PPC64LE",
                "SCMP_ARCH_S390",
                "SCMP_ARCH_S390X",
                "SCMP_ARCH_PARISC",
                "SCMP_ARCH_PARISC64",
                "SCMP_ARCH_RISCV64",
                "SCMP_ARCH_LOONGARCH64",
                "SCMP_ARCH_M68K",
                "SCMP_ARCH_SH",
                "SCMP_ARCH_SHEB");
    }
}
