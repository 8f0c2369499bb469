package io.caisson.shell.internal.command;

/** Nobody reads what a command writes any more. Ends the command; no one needs to be told. */
public final class CallerGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CallerGoneException(Throwable cause) {
        super("the caller is gone", cause, false, false);
    }
}
