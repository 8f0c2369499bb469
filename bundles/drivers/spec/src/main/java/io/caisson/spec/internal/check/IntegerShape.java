package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A whole number within a range, and perhaps some more that have a meaning of their own. */
final class IntegerShape implements Shape {
    private final BigInteger least;
    private final BigInteger most;
    private final List<BigInteger> special;

    private IntegerShape(BigInteger least, BigInteger most, List<BigInteger> special) {
        this.least = least;
        this.most = most;
        this.special = special;
    }

    static IntegerShape between(long least, long most) {
        return new IntegerShape(BigInteger.valueOf(least), BigInteger.valueOf(most), List.of());
    }

    static IntegerShape unsigned32() {
        return between(0, 0xffff_ffffL);
    }

    static IntegerShape unsigned64() {
        BigInteger most = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
        return new IntegerShape(BigInteger.ZERO, most, List.of());
    }

    IntegerShape or(long... allowed) {
        return new IntegerShape(
                least,
                most,
                LongStream.of(allowed).mapToObj(BigInteger::valueOf).toList());
    }

    @Override
    public void check(Value value, String rule, Problems problems) {
        Optional<BigInteger> number = value instanceof NumberValue written ? written.integer() : Optional.empty();
        if (number.isEmpty()) {
            String message = "must be a whole number, written without fraction or exponent, but is " + value.shown();
            problems.add(value, rule, message);
        } else if (!isAllowed(number.get())) {
            String or = special.stream().map(allowed -> allowed + " or ").collect(Collectors.joining());
            String message = "must be " + or + least + " to " + most + ", but is " + value.shown();
            problems.add(value, rule + ".range", message);
        }
    }

    private boolean isAllowed(BigInteger number) {
        return special.contains(number) || (number.compareTo(least) >= 0 && number.compareTo(most) <= 0);
    }
}
