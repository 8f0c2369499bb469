package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * A further process for a running container.
 *
 * @param process its id; must not be {@code init} or in use
 * @param args at least one
 * @param env {@code KEY=value}; empty means the container's own environment
 * @param addsEnv whether {@code env} is added to the container's environment, before variables of the same name; else it
 *     stands for all of it
 * @param cwd absolute; empty means the container's
 * @param user {@code uid} or {@code uid:gid}, both 0 to 4294967295; empty means the container's
 * @param capabilities names; empty means the container's own
 * @param terminalSize size before the process runs; counts only with {@code terminal}
 */
public record ExecRequest(
        ContainerId container,
        ProcessId process,
        List<String> args,
        List<String> env,
        Optional<String> cwd,
        Optional<String> user,
        Optional<List<String>> capabilities,
        boolean terminal,
        Optional<TerminalSize> terminalSize,
        StdioRequest stdio,
        boolean addsEnv,
        ExecLife life) {

    /** A process that lives as long as it wants, and whose {@code env}, where one is given, is all of its environment. */
    public ExecRequest(
            ContainerId container,
            ProcessId process,
            List<String> args,
            List<String> env,
            Optional<String> cwd,
            Optional<String> user,
            Optional<List<String>> capabilities,
            boolean terminal,
            Optional<TerminalSize> terminalSize,
            StdioRequest stdio) {
        this(
                container,
                process,
                args,
                env,
                cwd,
                user,
                capabilities,
                terminal,
                terminalSize,
                stdio,
                false,
                ExecLife.FREE);
    }

    /** @throws CaissonException INVALID_ARGUMENT {@code process.args-empty} or {@code process.id-reserved} */
    public ExecRequest {
        args = List.copyOf(args);
        env = List.copyOf(env);
        capabilities = capabilities.map(List::copyOf);
        if (args.isEmpty()) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT, "process.args-empty", "exec in " + container + " needs a command");
        }
        if (process.isInit()) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT, "process.id-reserved", "\"init\" is the container's first process");
        }
    }
}
