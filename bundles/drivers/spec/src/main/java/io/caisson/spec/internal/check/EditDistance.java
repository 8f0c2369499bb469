package io.caisson.spec.internal.check;

/** Slips of the finger. */
final class EditDistance {
    private EditDistance() {}

    /** {@return whether one letter added, left out or replaced makes one word the other} */
    static boolean isOne(String one, String other) {
        String longer = one.length() >= other.length() ? one : other;
        String shorter = one.length() >= other.length() ? other : one;
        if (longer.length() - shorter.length() > 1 || longer.equals(shorter)) {
            return false;
        }
        int same = 0;
        while (same < shorter.length() && longer.charAt(same) == shorter.charAt(same)) {
            same++;
        }
        int skipInShorter = longer.length() == shorter.length() ? same + 1 : same;
        return longer.substring(same + 1).equals(shorter.substring(skipInShorter));
    }
}
