package io.caisson.api.failpoint;

import java.util.Locale;

/**
 * What happens at a point.
 *
 * @param argument message of THROW, milliseconds of DELAY, else empty
 */
record FailPointAction(Kind kind, String argument) {
    static final FailPointAction NOTHING = new FailPointAction(Kind.OFF, "");

    enum Kind {
        OFF,
        KILL,
        HALT,
        THROW,
        DELAY,
        HANG
    }

    /** @throws IllegalArgumentException for a word that is none, and for an argument that is missing or too much */
    static FailPointAction parse(String text) {
        int open = text.indexOf('(');
        boolean closed = text.endsWith(")");
        if ((open >= 0) != closed) {
            throw new IllegalArgumentException("parentheses do not match in \"" + text + "\"");
        }
        String word = closed ? text.substring(0, open) : text;
        String argument = closed ? text.substring(open + 1, text.length() - 1) : "";
        Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
        boolean takes = kind == Kind.THROW || kind == Kind.DELAY;
        if (takes != closed) {
            throw new IllegalArgumentException(word + (takes ? " needs an argument" : " takes no argument"));
        }
        if (kind == Kind.DELAY && Long.parseLong(argument) < 0) {
            throw new IllegalArgumentException("a negative delay");
        }
        return new FailPointAction(kind, argument);
    }
}
