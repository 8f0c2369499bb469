package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.IntegerShape.unsigned32;
import static io.caisson.spec.internal.check.IntegerShape.unsigned64;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** {@code linux.resources}: OCI config-linux.md, "Control groups"; ranges are the kernel's where OCI has none. */
final class ResourcesShape {
    static final Shape SHAPE;

    private static final int MOST_SWAPPINESS = 100;
    private static final long LEAST_USEFUL_MEMORY = 512 * 1024;
    private static final int LEAST_SHARES = 2;
    private static final int MOST_SHARES = 262_144;
    private static final int LEAST_MICROS = 1000;
    private static final int MOST_PERIOD_MICROS = 1_000_000;
    private static final int LEAST_WEIGHT = 10;
    private static final int MOST_WEIGHT = 1000;
    private static final IntegerShape UNLIMITED_OR_MORE = between(-1, Long.MAX_VALUE);

    static {
        SHAPE = object().optional("devices", listOf(DeviceShapes.RULE))
                .optional("memory", memory())
                .optional("cpu", cpu())
                .optional("pids", object().required("limit", UNLIMITED_OR_MORE))
                .optional("blockIO", blockIo())
                .optional("hugepageLimits", hugepageLimits())
                .optional("network", network())
                .optional("rdma", rdma())
                .optional("unified", new MapShape(fileName(), text()))
                .retired("oomScoreAdj", "process.oomScoreAdj")
                .retired("disableOOMKiller", "linux.resources.memory.disableOOMKiller");
    }

    private ResourcesShape() {}

    private static Shape memory() {
        return object().optional("limit", UNLIMITED_OR_MORE)
                .optional("reservation", UNLIMITED_OR_MORE)
                .optional("swap", UNLIMITED_OR_MORE)
                .optional("swappiness", between(0, MOST_SWAPPINESS))
                .optional("disableOOMKiller", Shape.BOOLEAN)
                .optional("useHierarchy", Shape.BOOLEAN)
                .optional("checkBeforeUpdate", Shape.BOOLEAN)
                .retired("kernel", "limit")
                .retired("kernelTCP", "limit")
                .where(ResourcesShape::checkSwap)
                .where(ResourcesShape::warnOfSmallLimit);
    }

    /** Swap is memory and swap together, memory.memsw.limit_in_bytes of cgroup v1. */
    private static void checkSwap(ObjectValue memory, String rule, Problems problems) {
        Optional<BigInteger> limit = memory.integer("limit").filter(ResourcesShape::isLimit);
        Optional<BigInteger> swap = memory.integer("swap").filter(ResourcesShape::isLimit);
        if (limit.isPresent() && swap.isPresent() && swap.get().compareTo(limit.get()) < 0) {
            String message = "must be at least limit, which is " + limit.get() + ", but is " + swap.get()
                    + ": it counts memory and swap together";
            problems.add(memory.get("swap").orElseThrow(), rule + ".swap.at-least-limit", message);
        }
    }

    /** Neither unset nor unlimited, and within the range that is told elsewhere. */
    private static boolean isLimit(BigInteger number) {
        return number.signum() > 0 && number.bitLength() < Long.SIZE;
    }

    private static void warnOfSmallLimit(ObjectValue memory, String rule, Problems problems) {
        memory.integer("limit")
                .filter(limit -> limit.signum() > 0 && limit.compareTo(BigInteger.valueOf(LEAST_USEFUL_MEMORY)) < 0)
                .ifPresent(limit -> problems.warn(
                        memory.originOf("limit"), limit + " bytes are too few for a runtime to start a process"));
    }

    private static Shape cpu() {
        TextShape cpuList = text().matching(
                        "form", "be a list such as \"0-3,7\"", "\\s*|\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");
        return object().optional("shares", between(LEAST_SHARES, MOST_SHARES).or(0))
                .optional("quota", between(LEAST_MICROS, Long.MAX_VALUE).or(-1, 0))
                .optional("burst", unsigned64())
                .optional("period", between(LEAST_MICROS, MOST_PERIOD_MICROS).or(0))
                .optional("realtimeRuntime", UNLIMITED_OR_MORE)
                .optional("realtimePeriod", unsigned64())
                .optional("cpus", cpuList)
                .optional("mems", cpuList)
                .optional("idle", between(0, 1));
    }

    private static Shape blockIo() {
        Shape weight = between(LEAST_WEIGHT, MOST_WEIGHT).or(0);
        Shape weightDevice = object().required("major", DeviceShapes.MAJOR)
                .required("minor", DeviceShapes.MINOR)
                .optional("weight", weight)
                .optional("leafWeight", weight);
        Shape throttle = listOf(object().required("major", DeviceShapes.MAJOR)
                .required("minor", DeviceShapes.MINOR)
                .required("rate", unsigned64()));
        ObjectShape blockIo = object().optional("weight", weight)
                .optional("leafWeight", weight)
                .optional("weightDevice", listOf(weightDevice));
        List.of("ReadBps", "WriteBps", "ReadIOPS", "WriteIOPS")
                .forEach(kind -> blockIo.optional("throttle" + kind + "Device", throttle)
                        .retired("blkioThrottle" + kind + "Device", "throttle" + kind + "Device"));
        return blockIo.retired("blkioWeight", "weight")
                .retired("blkioLeafWeight", "leafWeight")
                .retired("blkioWeightDevice", "weightDevice");
    }

    private static Shape hugepageLimits() {
        TextShape pageSize = text().matching("form", "be a size such as \"2MB\"", "[1-9][0-9]{0,8}[KMG]B");
        return listOf(object().required("pageSize", pageSize).required("limit", unsigned64()))
                .distinctBy("pageSize");
    }

    private static Shape network() {
        Shape priority = object().required("name", text().notEmpty()).required("priority", unsigned32());
        return object().optional("classID", unsigned32()).optional("priorities", listOf(priority));
    }

    private static Shape rdma() {
        Shape limits = object().optional("hcaHandles", unsigned32()).optional("hcaObjects", unsigned32());
        return new MapShape(text().notEmpty().withoutControls(), limits);
    }

    /** A key of {@code unified} is a file in the cgroup's directory. */
    private static TextShape fileName() {
        return text().matching("form", "be a name such as \"memory.high\"", "[a-z0-9_]+(\\.[a-zA-Z0-9_]+)+");
    }
}
