package io.caisson.api.spec;

/**
 * One mistake in a document.
 *
 * @param pointer RFC 6901 pointer into the caller's own document: {@code /process/args/0}
 * @param rule stable name: {@code process.args.items}
 * @param value what stands there, cut to 128 characters, control characters escaped; never a value of an environment
 *     variable
 * @param message what must be: {@code must be a string, but is number 5}
 */
public record SpecProblem(String pointer, String rule, String value, String message) {
    @Override
    public String toString() {
        return pointer + ": " + message + " [rule " + rule + "]";
    }
}
