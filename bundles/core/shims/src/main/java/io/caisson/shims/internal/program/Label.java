package io.caisson.shims.internal.program;

/** A place in a program that can be jumped to before it is known. Made by {@link Assembler#label}. */
public final class Label {
    private static final int NOWHERE = -1;

    private final String name;
    private int index = NOWHERE;

    Label(String name) {
        this.name = name;
    }

    void place(int at) {
        if (index != NOWHERE) {
            throw new IllegalStateException("label placed twice: " + name);
        }
        index = at;
    }

    int index() {
        if (index == NOWHERE) {
            throw new IllegalStateException("label never placed: " + name);
        }
        return index;
    }

    String name() {
        return name;
    }
}
