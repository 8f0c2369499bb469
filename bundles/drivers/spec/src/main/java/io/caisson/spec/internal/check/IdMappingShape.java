package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.IntegerShape.unsigned32;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Maps of ids: user_namespaces(7). */
final class IdMappingShape {
    static final Shape LIST;

    private static final int MOST_MAPPINGS = 340; // the kernel's UID_GID_MAP_MAX_EXTENTS
    private static final long IDS = 1L << 32;

    static {
        Shape mapping = object().required("containerID", unsigned32())
                .required("hostID", unsigned32())
                .required("size", between(1, IDS - 1))
                .where(IdMappingShape::checkEnds);
        ListShape mappings = listOf(mapping).most(MOST_MAPPINGS);
        LIST = (value, rule, problems) -> {
            mappings.check(value, rule, problems);
            if (value instanceof ArrayValue list && list.items().size() <= MOST_MAPPINGS) {
                checkOverlaps(list.objects().toList(), rule, problems);
            }
        };
    }

    private IdMappingShape() {}

    private static void checkEnds(ObjectValue mapping, String rule, Problems problems) {
        for (String side : List.of("containerID", "hostID")) {
            end(mapping, side)
                    .filter(end -> end.compareTo(BigInteger.valueOf(IDS)) > 0)
                    .ifPresent(end -> problems.add(
                            mapping, rule + ".size.end", side + " and size together must be at most " + IDS));
        }
    }

    private static void checkOverlaps(List<ObjectValue> mappings, String rule, Problems problems) {
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = 0; j < i; j++) {
                for (String side : List.of("containerID", "hostID")) {
                    if (overlap(mappings.get(i), mappings.get(j), side)) {
                        problems.add(mappings.get(i), rule + ".overlap", side + " overlaps an earlier mapping");
                    }
                }
            }
        }
    }

    private static boolean overlap(ObjectValue one, ObjectValue other, String side) {
        Optional<BigInteger> oneEnd = end(one, side);
        Optional<BigInteger> otherEnd = end(other, side);
        return oneEnd.isPresent()
                && otherEnd.isPresent()
                && one.integer(side).orElseThrow().compareTo(otherEnd.get()) < 0
                && other.integer(side).orElseThrow().compareTo(oneEnd.get()) < 0;
    }

    private static Optional<BigInteger> end(ObjectValue mapping, String side) {
        return mapping.integer(side).flatMap(start -> mapping.integer("size").map(start::add));
    }
}
