package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.BooleanValue;
import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What belongs to {@code linux.resources}, apart from devices. */
final class ResourceRules {
    private static final BigInteger MOST_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MOST_UNSIGNED =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final BigInteger MINUS_ONE = BigInteger.ONE.negate();
    private static final int PIDS_ZERO_SINCE_MINOR = 3;

    private static final Map<String, String> BLOCK_IO = Map.of(
            "blkioWeight", "weight",
            "blkioLeafWeight", "leafWeight",
            "blkioWeightDevice", "weightDevice",
            "blkioThrottleReadBpsDevice", "throttleReadBpsDevice",
            "blkioThrottleWriteBpsDevice", "throttleWriteBpsDevice",
            "blkioThrottleReadIOPSDevice", "throttleReadIOPSDevice",
            "blkioThrottleWriteIOPSDevice", "throttleWriteIOPSDevice");

    private ResourceRules() {}

    static void moveOutOfResources(Draft draft) {
        draft.resources().ifPresent(resources -> {
            draft.process().ifPresent(process -> resources.move("oomScoreAdj", process, "oomScoreAdj"));
            if (resources.get("disableOOMKiller").filter(ResourceRules::isFalse).isPresent()) {
                resources.remove("disableOOMKiller");
            } else if (resources.has("disableOOMKiller")) {
                resources
                        .objectOrNew("memory")
                        .ifPresent(memory -> resources.move("disableOOMKiller", memory, "disableOOMKiller"));
            }
        });
    }

    private static boolean isFalse(Value value) {
        return value instanceof BooleanValue bool && !bool.isTrue();
    }

    static void renameBlockIo(Draft draft) {
        draft.resources()
                .flatMap(resources -> resources.object("blockIO"))
                .ifPresent(blockIo -> BLOCK_IO.forEach((from, to) -> blockIo.move(from, blockIo, to)));
    }

    /** Until 0.2 a string such as {@code "0x100001"}; empty for none. */
    static void numberClassId(Draft draft) {
        draft.resources()
                .flatMap(resources -> resources.object("network"))
                .ifPresent(network -> network.get("classID", TextValue.class).ifPresent(text -> {
                    if (text.text().isEmpty()) {
                        network.remove("classID");
                    } else {
                        decode(text).ifPresent(number -> network.put("classID", number));
                    }
                }));
    }

    private static Optional<NumberValue> decode(TextValue text) {
        try {
            return Optional.of(NumberValue.of(text.origin(), Long.decode(text.text())));
        } catch (NumberFormatException e) {
            return Optional.empty(); // stays a string, which the check refuses
        }
    }

    /** Before rc4, and again in rc5, limits were unsigned: 2^64-1 meant what -1 means now. */
    static void signUnlimited(Draft draft) {
        draft.resources().ifPresent(resources -> {
            resources.object("memory").ifPresent(memory -> {
                List.of("limit", "reservation", "swap").forEach(key -> signUnlimited(memory, key));
                if (memory.integer("swappiness")
                        .filter(ResourceRules::isUnlimited)
                        .isPresent()) {
                    memory.remove("swappiness");
                }
            });
            resources
                    .object("cpu")
                    .ifPresent(cpu -> List.of("quota", "realtimeRuntime").forEach(key -> signUnlimited(cpu, key)));
        });
    }

    /** A new cgroup has no quota; asked to write -1, crun 1.8 fails with "Numerical result out of range". */
    static void dropUnlimitedQuota(Draft draft) {
        draft.resources()
                .flatMap(resources -> resources.object("cpu"))
                .filter(cpu -> cpu.integer("quota").filter(MINUS_ONE::equals).isPresent())
                .ifPresent(cpu -> cpu.remove("quota"));
    }

    private static void signUnlimited(ObjectValue object, String key) {
        if (object.integer(key).filter(ResourceRules::isUnlimited).isPresent()) {
            object.put(key, NumberValue.of(object.originOf(key), -1));
        }
    }

    private static boolean isUnlimited(BigInteger number) {
        return number.compareTo(MOST_SIGNED) > 0 && number.compareTo(MOST_UNSIGNED) <= 0;
    }

    /** Newer runtimes ignore them with a warning in their log for each use. */
    static void dropKernelMemory(Draft draft) {
        draft.resources()
                .flatMap(resources -> resources.object("memory"))
                .ifPresent(memory -> List.of("kernel", "kernelTCP")
                        .forEach(key -> memory.remove(key)
                                .filter(value -> !isZero(value))
                                .ifPresent(
                                        value -> draft.warn(value.origin(), "limits of kernel memory are ignored"))));
    }

    /** Zero meant no limit until 1.3.0, where it is a real one; runc reads that as 1, and so do we. */
    static void dropEmptyPids(Draft draft) {
        draft.resources()
                .ifPresent(resources -> resources.object("pids").ifPresent(pids -> {
                    boolean isAbsent = pids.members().isEmpty();
                    boolean isZero =
                            pids.get("limit").filter(ResourceRules::isZero).isPresent();
                    boolean zeroIsReal = !draft.version().isBefore(1, PIDS_ZERO_SINCE_MINOR, 0);
                    if (isAbsent || (isZero && !zeroIsReal)) {
                        resources.remove("pids");
                    } else if (isZero) {
                        pids.put("limit", NumberValue.of(pids.originOf("limit"), 1));
                    }
                }));
    }

    private static boolean isZero(Value value) {
        return value instanceof NumberValue number
                && number.integer().filter(BigInteger.ZERO::equals).isPresent();
    }
}
