package io.caisson.crash;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One death: at which hit of which point, during what, under which runtime.
 *
 * @param hit counted from 1 since the operation began
 */
record Case(String point, int hit, Operation operation, RuntimeKind runtime) {
    private static final Pattern TEXT = Pattern.compile("([^#:]+)#(\\d+):([^:]+):([^:]+)");

    /** @throws IllegalArgumentException when it is not {@code POINT#HIT:OPERATION:RUNTIME} */
    static Case parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not POINT#HIT:OPERATION:RUNTIME");
        }
        return new Case(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Operation.of(matcher.group(3)),
                RuntimeKind.of(matcher.group(4)));
    }

    String plan() {
        return point + "=" + (hit > 1 ? hit - 1 + "*off->" : "") + "1*kill";
    }

    @Override
    public String toString() {
        return point + "#" + hit + ":" + operation.word() + ":" + runtime.word();
    }
}
