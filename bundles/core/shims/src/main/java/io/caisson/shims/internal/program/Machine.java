package io.caisson.shims.internal.program;

/** A machine that programs can be compiled for. */
public enum Machine {
    X86_64("x86_64", 62, 0x20000),
    AARCH64("aarch64", 183, 0x8000);

    private final String label;
    private final int elfNumber;
    private final int noFollow;

    Machine(String label, int elfNumber, int noFollow) {
        this.label = label;
        this.elfNumber = elfNumber;
        this.noFollow = noFollow;
    }

    /** {@return the machine this Java runs on} */
    public static Machine here() {
        return of(System.getProperty("os.arch"));
    }

    static Machine of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> throw new IllegalStateException("no shim for this machine: " + architecture);
        };
    }

    /** {@return as in {@code uname -m} and in the name of the binary} */
    public String label() {
        return label;
    }

    /** {@return e_machine, elf(5)} */
    int elfNumber() {
        return elfNumber;
    }

    /** {@return O_NOFOLLOW, one of the few flags whose number depends on the machine} */
    int noFollow() {
        return noFollow;
    }
}
