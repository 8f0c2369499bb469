package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;

/**
 * A terminal's size in characters.
 *
 * @param rows 1 to 65535
 * @param columns 1 to 65535
 */
public record TerminalSize(int rows, int columns) {
    private static final int MAX = 65_535;

    /** @throws CaissonException INVALID_ARGUMENT {@code terminal.size-invalid} */
    public TerminalSize {
        if (rows < 1 || rows > MAX || columns < 1 || columns > MAX) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "terminal.size-invalid",
                    "rows and columns must be 1 to 65535, but are " + rows + " and " + columns);
        }
    }
}
