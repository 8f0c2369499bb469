package io.caisson.crash;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server answered to one command.
 *
 * @param status exit status of the command; {@link #NONE} when the connection ended before there was one
 */
record Answer(int status, String out, String err) {
    static final int NONE = -1;

    private static final Pattern REASON = Pattern.compile("\\[([a-z0-9-]+\\.[a-z0-9-]+)]\\s*$");

    boolean ok() {
        return status == 0;
    }

    /** {@return whether the server was there to the end} */
    boolean given() {
        return status != NONE;
    }

    /** {@return the reason that stands at the end of an error, else an empty text} */
    String reason() {
        Matcher matcher = REASON.matcher(err);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** {@return the same; fails unless it was well} */
    Answer require(String what) {
        if (!ok()) {
            throw new AssertionError(what + " did not work: " + this);
        }
        return this;
    }
}
