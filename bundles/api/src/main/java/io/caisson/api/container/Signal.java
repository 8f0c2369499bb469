package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Locale;
import java.util.Map;

/**
 * A signal of Linux.
 *
 * @param number 1 to 64
 */
public record Signal(int number) {
    public static final Signal TERM = new Signal(15);
    public static final Signal KILL = new Signal(9);
    public static final Signal INT = new Signal(2);

    // Numbers of x86-64 and arm64, signal(7); index is the number.
    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final int RT_MIN = 34;
    private static final int MAX = 64;

    /** @throws CaissonException INVALID_ARGUMENT {@code signal.invalid} */
    public Signal {
        if (number < 1 || number > MAX) {
            throw invalid(Integer.toString(number));
        }
    }

    /**
     * {@return the signal meant by a number or a name}
     *
     * @param text {@code 9}, {@code KILL}, {@code SIGKILL}, {@code RTMIN+3}, {@code RTMAX-1}; case does not count
     * @throws CaissonException INVALID_ARGUMENT {@code signal.invalid}
     */
    public static Signal parse(String text) {
        if (text == null) {
            throw invalid("");
        }
        if (text.matches("[0-9]{1,3}")) {
            int number = Integer.parseInt(text);
            if (number < 1 || number > MAX) {
                throw invalid(text);
            }
            return new Signal(number);
        }
        String name = text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        for (int i = 1; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return new Signal(i);
            }
        }
        return switch (name) {
            case "IOT" -> new Signal(6);
            case "CLD" -> new Signal(17);
            case "POLL" -> new Signal(29);
            case "RTMIN" -> new Signal(RT_MIN);
            case "RTMAX" -> new Signal(MAX);
            default -> realTime(name, text);
        };
    }

    private static Signal realTime(String name, String text) {
        int number = 0;
        if (name.matches("RTMIN\\+[0-9]{1,2}")) {
            number = RT_MIN + Integer.parseInt(name.substring(6));
        } else if (name.matches("RTMAX-[0-9]{1,2}")) {
            number = MAX - Integer.parseInt(name.substring(6));
        }
        if (number < RT_MIN || number > MAX) {
            throw invalid(text);
        }
        return new Signal(number);
    }

    private static CaissonException invalid(String text) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT,
                "signal.invalid",
                "signal must be a number from 1 to 64 or a name such as TERM, but is " + Printable.quoted(text),
                Map.of("signal", text));
    }

    /** {@return the name without SIG, or the number where there is none} */
    public String label() {
        return number < NAMES.length ? NAMES[number] : Integer.toString(number);
    }
}
