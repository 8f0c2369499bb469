package io.caisson.spec.internal.document;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A JSON number of any size.
 *
 * @param literal as written; kept as text because an exponent can stand for more digits than memory holds
 */
public record NumberValue(Origin origin, String literal) implements Value {
    public static NumberValue of(Origin origin, BigInteger number) {
        return new NumberValue(origin, number.toString());
    }

    public static NumberValue of(Origin origin, long number) {
        return new NumberValue(origin, Long.toString(number));
    }

    /** {@return the number; empty if it is written with a fraction or an exponent} */
    public Optional<BigInteger> integer() {
        boolean whole = literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return whole ? Optional.of(new BigInteger(literal)) : Optional.empty();
    }

    @Override
    public String shown() {
        return "number " + Shown.cut(literal);
    }
}
