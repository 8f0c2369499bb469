package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.IntegerShape.unsigned32;
import static io.caisson.spec.internal.check.IntegerShape.unsigned64;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.oneOf;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.upgrade.CapabilitySets;
import java.math.BigInteger;
import java.util.Optional;

/** {@code process}: OCI config.md, "Process"; also what {@code runc exec --process} takes. */
public final class ProcessShape {
    /** The whole object. */
    public static final Shape SHAPE;

    private static final int MOST_ARGS = 4096;
    private static final int MOST_ARG_BYTES = 131_071; // MAX_ARG_STRLEN of the kernel, less the NUL
    private static final int MOST_UMASK = 0777;
    private static final int MOST_SIDE = 65_535;
    private static final int MOST_SCORE = 1000;
    private static final int LEAST_NICE = -20;
    private static final int MOST_NICE = 19;
    private static final int MOST_PRIORITY = 99;
    private static final int MOST_IO_PRIORITY = 7;

    static {
        Shape user = object().required("uid", unsigned32())
                .required("gid", unsigned32())
                .optional("umask", between(0, MOST_UMASK))
                .optional("additionalGids", listOf(unsigned32()))
                .optional("username", text());
        Shape size = object().required("height", between(1, MOST_SIDE)).required("width", between(1, MOST_SIDE));
        SHAPE = object().optional("terminal", Shape.BOOLEAN)
                .optional("consoleSize", size)
                .required("user", user)
                .required("args", args())
                .optional("commandLine", text())
                .optional("env", new EnvironmentShape())
                .required("cwd", absolutePath())
                .optional("capabilities", capabilities())
                .optional("rlimits", rlimits())
                .optional("noNewPrivileges", Shape.BOOLEAN)
                .optional("apparmorProfile", text().withoutControls())
                .optional("selinuxLabel", text().withoutControls())
                .optional("oomScoreAdj", between(-MOST_SCORE, MOST_SCORE))
                .optional("scheduler", scheduler())
                .optional("ioPriority", ioPriority())
                .optional(
                        "execCPUAffinity", object().optional("initial", text()).optional("final", text()));
    }

    private ProcessShape() {}

    private static Shape args() {
        ListShape list = listOf(text().mostBytes(MOST_ARG_BYTES)).notEmpty().most(MOST_ARGS);
        return (value, rule, problems) -> {
            list.check(value, rule, problems);
            if (value instanceof ArrayValue args
                    && !args.items().isEmpty()
                    && args.items().get(0) instanceof TextValue program
                    && program.text().isEmpty()) {
                problems.add(program, rule + ".program", "must name a program, but is empty");
            }
        };
    }

    private static Shape capabilities() {
        Shape set = listOf(oneOfCapabilities()).distinct();
        return object().optional("bounding", set)
                .optional("effective", set)
                .optional("inheritable", set)
                .optional("permitted", set)
                .optional("ambient", set);
    }

    private static TextShape oneOfCapabilities() {
        return text().where("known", "be a capability of capabilities(7), in capitals", CapabilitySets.KNOWN::contains);
    }

    private static Shape rlimits() {
        TextShape type = oneOf(
                "RLIMIT_AS",
                "RLIMIT_CORE",
                "RLIMIT_CPU",
                "RLIMIT_DATA",
                "RLIMIT_FSIZE",
                "RLIMIT_LOCKS",
                "RLIMIT_MEMLOCK",
                "RLIMIT_MSGQUEUE",
                "RLIMIT_NICE",
                "RLIMIT_NOFILE",
                "RLIMIT_NPROC",
                "RLIMIT_RSS",
                "RLIMIT_RTPRIO",
                "RLIMIT_RTTIME",
                "RLIMIT_SIGPENDING",
                "RLIMIT_STACK");
        Shape rlimit = object().required("type", type)
                .required("soft", unsigned64())
                .required("hard", unsigned64())
                .where(ProcessShape::checkSoftBelowHard);
        return listOf(rlimit).distinctBy("type");
    }

    private static void checkSoftBelowHard(ObjectValue rlimit, String rule, Problems problems) {
        Optional<BigInteger> soft = rlimit.integer("soft");
        Optional<BigInteger> hard = rlimit.integer("hard");
        if (soft.isPresent() && hard.isPresent() && soft.get().compareTo(hard.get()) > 0) {
            String message = "must be at most hard, which is " + hard.get() + ", but is " + soft.get();
            problems.add(rlimit.get("soft").orElseThrow(), rule + ".soft.at-most-hard", message);
        }
    }

    private static Shape scheduler() {
        TextShape policy = oneOf(
                "SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE");
        return object().required("policy", policy)
                .optional("nice", between(LEAST_NICE, MOST_NICE))
                .optional("priority", between(0, MOST_PRIORITY))
                .optional("flags", listOf(text()))
                .optional("runtime", unsigned64())
                .optional("deadline", unsigned64())
                .optional("period", unsigned64());
    }

    private static Shape ioPriority() {
        return object().required("class", oneOf("IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"))
                .optional("priority", between(0, MOST_IO_PRIORITY));
    }
}
