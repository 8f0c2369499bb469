package io.caisson.api.spec;

import io.caisson.api.container.TerminalSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A document that was checked, upgraded and may be given to a runtime.
 *
 * @param canonical the config.json for the runtime, UTF-8; absolute root.path; cgroupsPath set
 * @param sourceVersion ociVersion of the caller's document as written there; empty if it had none
 * @param warnings what was odd but is no mistake, for people
 * @param args process.args
 * @param cwd process.cwd
 * @param terminal process.terminal
 * @param consoleSize process.consoleSize, when both sides are above zero
 * @param cgroupsPath linux.cgroupsPath of the canonical document
 * @param startHooks whether hooks run at start (startContainer, poststart)
 */
public record PreparedSpec(
        String canonical,
        String sourceVersion,
        List<String> warnings,
        List<String> args,
        String cwd,
        boolean terminal,
        Optional<TerminalSize> consoleSize,
        Path rootfs,
        String cgroupsPath,
        boolean startHooks) {
    public PreparedSpec {
        warnings = List.copyOf(warnings);
        args = List.copyOf(args);
    }
}
